import { isConfigOnly } from '../../core/promotion.ts';
import type { Release } from '../../core/release.ts';
import type { Scene } from '../scene.ts';

/** The release of this deployment as the ledger has it. Missing is a mistake of ours, never taken for empty. */
export async function theRelease({ use, view }: Pick<Scene, 'use' | 'view'>): Promise<Release> {
  const release = view.release === undefined ? undefined : await use.ledger.release(view.release);
  if (release === undefined) throw new Error(`deployment #${view.number} has no release in the ledger`);
  return release;
}

/**
 * Where a bad change goes back to: what ran here before it. That is not always the newest that was verified, since
 * people may have gone back from that one on purpose. Where only the config changed it is the same release, with the
 * values before.
 */
export async function theGoodOne({ use, view }: Pick<Scene, 'use' | 'view'>): Promise<Release | undefined> {
  // A rollback that somebody asked for was given its release when it was asked for.
  if (view.kind === 'rollback') return theRelease({ use, view });
  const live = await use.ledger.live(view.project, view.environment);
  const onlyConfig = view.promotion === undefined ? view.configChange !== undefined : isConfigOnly(view.promotion.plan);
  if (live !== undefined && (onlyConfig || live.release.id !== view.release)) return live.release;
  const [newest] = await use.ledger.knownGood(view.project, view.environment, view.release);
  return newest?.release;
}
