import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { recipesOf } from '../../src/guards/read-recipes.ts';

const id = '100000000000000001';
const fly = (suffix: string) => ({
  kind: 'fly' as const,
  organisation: 'acme',
  services: {
    api: { app: `advent-api${suffix}`, config: `fly${suffix}.toml`, token: { secret: `FLY${suffix.length}_API` } },
    web: { app: `advent-web${suffix}`, config: `web/fly${suffix}.toml`, token: { secret: `FLY${suffix.length}_WEB` } },
  },
});
const { projects } = configSchema.parse({
  discord: {
    guild: id,
    channels: { deployments: id, alerts: id },
    roles: { tester: id, deployer: id, releaseManager: id },
  },
  projects: {
    advent: {
      repository: 'acme/advent',
      services: {},
      environments: {
        staging: { tier: 'staging', branch: 'staging', target: fly('-staging') },
        production: { tier: 'production', target: fly('') },
        here: { tier: 'local', services: {} },
      },
    },
  },
});

/** What each commit has: path → git's name of the content. */
const commits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  old: { 'fly.toml': 'blob-1' },
  new: { 'fly.toml': 'blob-2', 'web/fly.toml': 'blob-3', 'fly-staging.toml': 'blob-4' },
};
const source = {
  file: async (_: string, commit: string, path: string) => {
    const blob = commits[commit]?.[path];
    return blob === undefined ? undefined : { path, blob, plain: true };
  },
} as unknown as Parameters<typeof recipesOf>[0]['source'];
const of = (environment: string, commit: string, current?: string) =>
  recipesOf({ projects, source }, 'advent', environment, commit, current);

test('how production would be deployed is told beside how it was, for that environment alone', async () => {
  expect(await of('production', 'new', 'old')).toEqual([
    { path: 'fly.toml', blob: 'blob-2', was: 'blob-1' },
    { path: 'web/fly.toml', blob: 'blob-3' },
  ]);
});

test('where nothing runs yet there is nothing beside it; what the commit lacks has no content', async () => {
  expect(await of('production', 'old')).toEqual([{ path: 'fly.toml', blob: 'blob-1' }, { path: 'web/fly.toml' }]);
});

test('what is not driven by files of the commit has none', async () => {
  expect(await of('here', 'new')).toEqual([]);
  expect(await of('nowhere', 'new')).toEqual([]);
});
