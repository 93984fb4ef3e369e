/** What was not so, in the order in which it was found. */
export const problems: string[] = [];

/** Says whether something is so, on standard output. */
export function check(what: string, found: unknown, wanted: unknown): void {
  const same = JSON.stringify(found) === JSON.stringify(wanted);
  console.log(
    `${same ? '✓' : '✗'} ${what}${same ? '' : `: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`}`,
  );
  if (!same) problems.push(what);
}
