import { createReadStream } from 'node:fs';

/**
 * The lines of a file of JSON lines, read as they are asked for: what node:readline reads before somebody iterates is
 * lost, and who waits for its end waits for ever. It also ends lines at U+2028, which JSON may hold as it is.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const begun: string[] = [];
  for await (const chunk of createReadStream(path, 'utf8')) {
    const [first, ...others] = String(chunk).split('\n');
    begun.push(first ?? '');
    if (others.length === 0) continue;
    yield begun.splice(0).join('');
    begun.push(others.pop() ?? '');
    yield* others;
  }
  const last = begun.join('');
  if (last !== '') yield last;
}
