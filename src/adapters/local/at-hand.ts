import type { Artifact } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult } from '../../ports/target.ts';
import { clearCopies } from './clear-artifacts.ts';
import { NoRoom } from './copy-tree.ts';
import { LinkOut } from './take-over.ts';
import { OddEntry } from './hash-tree.ts';
import { type LocalPlace, isOfTier } from './place.ts';
import { isUntouched, takeAlong } from './store.ts';

type NotAtHand = Extract<ActResult, { ok: false }>;

/**
 * Why they cannot be started from; undefined where each is where this environment starts it from, and is what its name says.
 * Production takes along what it does not have; copies that it needs no more go before.
 */
export async function notAtHand(
  place: LocalPlace,
  artifacts: readonly Artifact[],
  io: Pick<ActIo, 'signal'>,
): Promise<NotAtHand | undefined> {
  const takes = isOfTier(place, 'production');
  // Where it cannot be told what is needed all of it stays: room is not worth a promotion.
  if (takes) await clearCopies(place, new Set(artifacts.map(({ digest }) => digest))).catch(() => undefined);
  for (const { service, digest } of artifacts) {
    const failed = (code: NotAtHand['code'], detail: string): NotAtHand => ({
      ok: false,
      code,
      detail: `${service}: ${detail}`,
      retry: false,
    });
    try {
      const isThere = takes
        ? await takeAlong(place.dataDir, place.ownDir, digest, io.signal)
        : await isUntouched(place.dataDir, digest);
      if (!isThere) return failed('switch.artifact-damaged', `what is stored is not ${digest}`);
    } catch (error) {
      if (error instanceof NoRoom) return failed('switch.no-space', error.message);
      if (error instanceof LinkOut || error instanceof OddEntry)
        return failed('switch.artifact-damaged', error.message);
      throw error;
    }
  }
  return undefined;
}
