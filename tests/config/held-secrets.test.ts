import { expect, test } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';
import { heldSecrets } from '../../src/config/held-secrets.ts';

const target = (env: object, port: number) => ({ kind: 'local', services: { api: { port, env } } });
const checked = checkFile({
  discord: {
    guild: '100000000000000001',
    channels: { deployments: '100000000000000002', alerts: '100000000000000003' },
    roles: { tester: '100000000000000004', deployer: '100000000000000005', releaseManager: '100000000000000006' },
  },
  projects: {
    advent: {
      repository: 'acme/advent',
      services: {
        api: {
          build: { local: { start: ['node', '.'], env: { NPM_TOKEN: { secret: 'REGISTRY' }, CI: 'yes' } } },
          health: '/healthz',
        },
      },
      environments: {
        staging: {
          tier: 'staging',
          branch: 'staging',
          target: target({ DATABASE_URL: { secret: 'STAGING_DB' }, SESSION_KEY: 'written-down', THEME: 'snow' }, 4000),
        },
        production: {
          tier: 'production',
          target: target({ DATABASE_URL: { secret: 'PRODUCTION_DB' }, REDIS_URL: { secret: 'NOT_SET' } }, 4001),
        },
      },
      verify: [{ name: 'integration', run: ['npm', 'test'], env: { LOGIN_TOKEN: { secret: 'TEST_LOGIN' } } }],
    },
  },
});
if (!('file' in checked)) throw new Error(JSON.stringify(checked.problems));
const set = new Map(
  ['STAGING_DB', 'PRODUCTION_DB', 'REGISTRY', 'TEST_LOGIN'].map((name) => [name, `value of ${name}`]),
);
const holds = (tier: 'staging' | 'production') =>
  heldSecrets(checked.file, tier, { find: (name) => set.get(name) }).map(({ path, value }) => `${path} = ${value}`);

test('staging holds what its app, its builds and its suites are given', () => {
  expect(holds('staging')).toEqual([
    'projects.advent.environments.staging.target.services.api.env.DATABASE_URL = value of STAGING_DB',
    'projects.advent.environments.staging.target.services.api.env.SESSION_KEY = written-down',
    'projects.advent.services.api.build.local.env.NPM_TOKEN = value of REGISTRY',
    'projects.advent.verify.0.env.LOGIN_TOKEN = value of TEST_LOGIN',
  ]);
});

test('production holds what its app is given; what is not set is told by whoever needs it', () => {
  expect(holds('production')).toEqual([
    'projects.advent.environments.production.target.services.api.env.DATABASE_URL = value of PRODUCTION_DB',
  ]);
});
