const codeOf = (error: Error): unknown => Reflect.get(error, 'code');

/**
 * A reader that has seen enough (`| head`) and a disk that is full are no crash of ours: the first is nothing to tell of,
 * the second is told in a line. Either way not all of it was written, so the exit code is 1. Answers whether an error
 * was told here.
 */
export function outliveOutput(): (error: unknown) => boolean {
  const told = new Set<unknown>();
  process.stdout.on('error', (error: Error) => {
    if (told.size === 0 && codeOf(error) !== 'EPIPE') process.stderr.write(`standard output: ${error.message}\n`);
    told.add(error);
    process.exitCode = 1;
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
  return (error) => told.has(error);
}
