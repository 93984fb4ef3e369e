import { setTimeout } from 'node:timers/promises';

/**
 * Waits until `look` gives something. It looks often and cheaply instead of sleeping for a guessed time; what it
 * waits for is named, and `tell` adds what was there instead. The deadline only finds what hangs: a machine may be five
 * times as slow as another, so it is no measure of speed.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  options: { deadlineMs?: number; everyMs?: number; tell?: () => Promise<string> | string } = {},
): Promise<T> {
  const deadline = Date.now() + (options.deadlineMs ?? 60_000);
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline)
      throw new Error(`never happened: ${what}\n${options.tell === undefined ? '' : await options.tell()}`);
    await setTimeout(options.everyMs ?? 25);
  }
}
