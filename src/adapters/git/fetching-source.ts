import type { Commit } from '../../core/release.ts';
import type { Source } from '../../ports/source.ts';

/** A fetch has bounds of its own, and the first one brings the whole repository. */
const unhurried = new AbortController().signal;

/**
 * A source that fetches before it is asked about a commit that its mirror does not have. For a worker whose mirror is
 * its own and whom no push tells of anything. What the server does not have either is answered as the mirror answers.
 */
export function fetchingSource(source: Source): Source {
  const have = async (project: string, ...commits: readonly Commit[]): Promise<void> => {
    // A mirror remembers what it has described, until it is made anew.
    const found = await Promise.all(commits.map((commit) => source.describe(project, commit)));
    if (found.includes(undefined)) await source.fetch(project, unhurried);
  };
  return {
    ...source,
    describe: async (project, commit) => {
      await have(project, commit);
      return source.describe(project, commit);
    },
    contains: async (project, commit, ancestor) => {
      await have(project, commit, ancestor);
      return source.contains(project, commit, ancestor);
    },
    between: async (project, from, to, limit) => {
      await have(project, ...(from === undefined ? [] : [from]), to);
      return source.between(project, from, to, limit);
    },
    files: async (project, commit, folder) => {
      await have(project, commit);
      return source.files(project, commit, folder);
    },
    file: async (project, commit, path) => {
      await have(project, commit);
      return source.file(project, commit, path);
    },
    export: async (project, commit, folder, signal) => {
      await have(project, commit);
      return source.export(project, commit, folder, signal);
    },
  };
}
