import type { CommitFacts } from '../../src/core/promotion.ts';
import type { Commit } from '../../src/core/release.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Source } from '../../src/ports/source.ts';
import type { World } from './stage-world.ts';

const factsOf = (commit: Commit): CommitFacts => ({
  commit,
  subject: `Change ${commit.slice(0, 4)}`,
  author: 'ana',
  at: 1_000,
});

/** The repository: one branch, oldest first, and whatever was ever pushed. */
export function sourceOf(world: World): Source {
  const branch = (): readonly Commit[] => world.branch.slice(0, world.fetched?.branch);
  const history = (): readonly Commit[] => world.history.slice(0, world.fetched?.history);
  return {
    fetch: async () => {
      if (world.fetched !== undefined) throw new Error('acme/advent could not be fetched: No space left on device');
    },
    head: async () => branch().at(-1),
    resolve: async (_, text) => history().find((commit) => commit.startsWith(text)),
    describe: async (_, commit) => (history().includes(commit) ? factsOf(commit) : undefined),
    contains: async (_, commit, ancestor) => {
      if (!branch().includes(commit) && !history().includes(commit)) throw new Error('not known');
      return (
        commit === ancestor ||
        (world.branch.includes(commit) &&
          world.branch.includes(ancestor) &&
          world.branch.indexOf(ancestor) < world.branch.indexOf(commit))
      );
    },
    files: async (_, commit) =>
      (world.migrations.get(commit) ?? []).map((path) => {
        const text = world.sql.get(`${commit} ${path}`) ?? world.sql.get(path) ?? '';
        return { path, blob: Buffer.from(text).toString('hex'), plain: true };
      }),
    file: async () => undefined,
    text: async (_, { blob }) => Buffer.from(blob, 'hex').toString(),
    between: async (_, from, to) => {
      if (world.historyAway) throw new Error('the mirror is not readable');
      return {
        more: 0,
        commits: world.branch
          .slice(from === undefined ? 0 : world.branch.indexOf(from) + 1, world.branch.indexOf(to) + 1)
          .map((commit) => ({ commit, subject: 'x', author: 'ana', at: 1 })),
      };
    },
    part: async () => ({ id: '', missing: [] }),
    exportPart: async () => undefined,
    export: async () => undefined,
  };
}

export function forgeOf(world: World): Forge {
  return {
    status: async () => undefined,
    deployment: async () => 1,
    deploymentStatus: async () => undefined,
    pulls: async () => [],
    authors: async (_, __, commits) =>
      new Map(
        commits.flatMap((commit) => (world.logins.has(commit) ? [[commit, world.logins.get(commit) ?? '']] : [])),
      ),
    head: async () => {
      if (world.githubAway !== false)
        throw world.githubAway === true ? new Error('GitHub does not answer') : world.githubAway;
      const commit = world.branch.at(-1);
      return commit === undefined ? undefined : factsOf(commit);
    },
  };
}
