import { pipeline } from 'node:stream/promises';

/**
 * To standard output, waiting where the reader is slow: an export may be larger than memory. Rejects where it cannot be
 * written, so that what the lines come from is closed in order.
 */
export async function writeLines(lines: AsyncIterable<string>): Promise<void> {
  await pipeline(
    async function* ended() {
      for await (const line of lines) yield `${line}\n`;
    },
    process.stdout,
    { end: false },
  );
}
