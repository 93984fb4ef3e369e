import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActIo } from '../../ports/io.ts';
import type { Source } from '../../ports/source.ts';
import type { SuiteRequest, SuiteRun } from '../../ports/target.ts';
import { type SuitePlace, runSuite } from './exercise.ts';
import { giveTo } from './own.ts';
import { userOf } from './place.ts';
import { withScratch } from './scratch.ts';

/**
 * Runs a suite from the released commit's own files, for a target whose artifacts are not on this machine. They come
 * without packages: what the suite needs it installs first (`before`). The folder is gone afterwards.
 */
export async function exerciseCommit(
  place: SuitePlace,
  source: Source,
  suite: SuiteRequest,
  io: ActIo,
): Promise<SuiteRun> {
  const user = userOf(place);
  return withScratch(place.ownDir, user, async (folder) => {
    const tree = join(folder, 'tree');
    await mkdir(tree);
    await source.export(place.project, suite.request.commit, tree, io.signal);
    if (user !== undefined) await giveTo(tree, user);
    return runSuite(place, suite, tree, folder, io);
  });
}
