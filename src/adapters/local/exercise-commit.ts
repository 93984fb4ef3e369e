import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActIo } from '../../ports/io.ts';
import type { Source } from '../../ports/source.ts';
import type { SuiteRequest, SuiteRun } from '../../ports/target.ts';
import { type SuitePlace, runSuite } from './exercise.ts';
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
  const treeIn = (folder: string): string => join(folder, 'tree');
  return withScratch(
    place.ownDir,
    user,
    (folder) => runSuite(place, suite, treeIn(folder), folder, io),
    async (folder) => {
      await mkdir(treeIn(folder));
      await source.export(place.project, suite.request.commit, treeIn(folder), io.signal);
    },
  );
}
