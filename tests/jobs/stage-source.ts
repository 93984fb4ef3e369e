import type { Forge } from '../../src/ports/forge.ts';
import type { Source } from '../../src/ports/source.ts';
import type { World } from './stage-world.ts';

/** The repository: one branch, oldest first, and whatever was ever pushed. */
export function sourceOf(world: World): Source {
  return {
    fetch: async () => undefined,
    head: async () => world.branch.at(-1),
    resolve: async (_, text) => world.history.find((commit) => commit.startsWith(text)),
    describe: async (_, commit) => ({ commit, subject: `Change ${commit.slice(0, 4)}`, author: 'ana', at: 1_000 }),
    contains: async (_, commit, ancestor) => {
      if (!world.branch.includes(commit) && !world.history.includes(commit)) throw new Error('not known');
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
    head: async () => world.branch.at(-1),
  };
}
