import type { Use } from './use.ts';

export const clearEveryMs = 60 * 60_000;

/** Keeps the data folder from filling up: what no environment runs, ran lately or could go back to is removed. */
export async function clearArtifacts(use: Use): Promise<void> {
  if (use.works.on !== 'staging') return;
  const keep = await use.ledger.keptDigests(use.works.keepsArtifacts);
  const cleared = await use.works.builder.clear(keep, use.clock.now());
  if (cleared > 0) use.log.info({ cleared, kept: keep.size }, 'artifacts that nobody needs any more were removed');
}
