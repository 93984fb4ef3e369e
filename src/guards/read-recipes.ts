import type { Recipe } from '../core/promotion.ts';
import type { Commit } from '../core/release.ts';
import type { GateUse } from './gate-use.ts';

/**
 * The files of the commit that say how an environment is deployed (a fly.toml for each service on Fly), beside what
 * production's commit has at the same paths. Sorted by path; none on the local target, which is told by the config alone.
 */
export async function recipesOf(
  use: Pick<GateUse, 'projects' | 'source'>,
  project: string,
  environment: string,
  commit: Commit,
  current: Commit | undefined,
): Promise<readonly Recipe[]> {
  const driven = use.projects[project]?.environments[environment];
  if (driven === undefined || driven.tier === 'local' || driven.target.kind !== 'fly') return [];
  const paths = [...new Set(Object.values(driven.target.services).map(({ config }) => config))].sort();
  const blobAt = async (at: Commit, path: string): Promise<string | undefined> =>
    (await use.source.file(project, at, path))?.blob;
  return Promise.all(
    paths.map(async (path) => {
      const [blob, was] = await Promise.all([
        blobAt(commit, path),
        current === undefined ? undefined : blobAt(current, path),
      ]);
      return { path, ...(blob === undefined ? {} : { blob }), ...(was === undefined ? {} : { was }) };
    }),
  );
}
