import { setTimeout as pause } from 'node:timers/promises';

/** Looks again until there is something, or until `waitMs` are over. What breaks on the way is looked past, but the last. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  everyMs: number,
  waitMs: number,
  late: string,
): Promise<T> {
  const end = performance.now() + waitMs;
  for (;;) {
    let broke: unknown;
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      broke = error;
    }
    if (performance.now() + everyMs > end)
      throw new Error(broke instanceof Error ? `${late} (${broke.message})` : late);
    await pause(everyMs);
  }
}
