import type { Artifact } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult } from '../../ports/target.ts';
import { clearCopies } from './clear-artifacts.ts';
import { NoRoom } from './copy-tree.ts';
import { OddEntry } from './hash-tree.ts';
import { type LocalPlace, isOfTier } from './place.ts';
import { isTooLong, isUntouched, takeAlong } from './store.ts';
import { LinkOut } from './take-over.ts';

type NotAtHand = Extract<ActResult, { ok: false }>;

/** Lists of what changes that are under way start from, whatever environment they are of: all of a tier share one store. */
const inHand = new Set<readonly Artifact[]>();

/**
 * Does it once each artifact is where this environment starts it from, and is what its name says; else says why not.
 * Production takes along what it does not have. Copies that are needed no more go before, and none that is used meanwhile.
 */
export async function withAtHand(
  place: LocalPlace,
  artifacts: readonly Artifact[],
  io: Pick<ActIo, 'signal' | 'output'>,
  use: () => Promise<ActResult>,
): Promise<ActResult> {
  inHand.add(artifacts);
  try {
    if (isOfTier(place, 'production'))
      await clearCopies(place, new Set([...inHand].flat().map(({ digest }) => digest))).catch(
        // Where it cannot be told what is needed all of it stays: room is not worth a promotion.
        (error: unknown) => io.output(`Older copies stay: ${String(error)}\n`),
      );
    for (const artifact of artifacts) {
      const missing = await notAtHand(place, artifact, io.signal);
      if (missing !== undefined) return missing;
    }
    return await use();
  } finally {
    inHand.delete(artifacts);
  }
}

async function notAtHand(
  place: LocalPlace,
  { service, digest }: Artifact,
  signal: AbortSignal,
): Promise<NotAtHand | undefined> {
  const failed = (code: NotAtHand['code'], detail: string): NotAtHand => ({
    ok: false,
    code,
    detail: `${service}: ${detail}`,
    retry: false,
  });
  try {
    const isThere = isOfTier(place, 'production')
      ? await takeAlong(place.dataDir, place.ownDir, digest, signal)
      : await isUntouched(place.dataDir, digest);
    return isThere ? undefined : failed('switch.artifact-damaged', `what is stored is not ${digest}`);
  } catch (error) {
    if (error instanceof NoRoom) return failed('switch.no-space', error.message);
    if (error instanceof LinkOut || error instanceof OddEntry || isTooLong(error))
      return failed('switch.artifact-damaged', error.message);
    throw error;
  }
}
