import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';
import { frontendsOf } from '../../src/config/frontend-file.ts';

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;

interface Made {
  readonly web?: object;
  readonly staging?: object;
  readonly production?: object;
  readonly local?: object | null;
}

/** A backend and a frontend in three environments; each test changes one thing of it. */
function file({ web, staging, production, local }: Made = {}): unknown {
  const target = (port: number, services: object | undefined) => ({
    kind: 'local',
    services: {
      api: { port, env: { DATABASE_URL: { secret: `DATABASE_${port}` } } },
      web: { port: port + 1 },
      ...services,
    },
  });
  return {
    discord: {
      guild: id(1),
      channels: { deployments: id(2), alerts: id(3) },
      roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: {
          api: { build: { local: { start: ['node', 'api.js'] } }, health: '/healthz', version: '/version' },
          web: {
            build: { local: { start: ['node', 'web.js'] } },
            health: '/',
            config: { path: '/config.json', values: { apiUrl: '{api.url}/v1' } },
            buildVariables: { VITE_API_URL: '{api.url}' },
            ...web,
          },
        },
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: target(4001, staging) },
          production: { tier: 'production', target: target(5001, production) },
          ...(local === null
            ? {}
            : { local: { tier: 'local', services: local ?? { api: { url: 'http://localhost:3000/' } } } }),
        },
      },
    },
  };
}

const problemsOf = (input: unknown): string[] =>
  checkFile(input).problems.map(({ path, found, remedy }) => `${path}: ${found}. ${remedy}`);

describe('a frontend in the config', () => {
  it('is taken with either of the two ways, and with both; without a local environment too', () => {
    expect(problemsOf(file())).toEqual([]);
    expect(problemsOf(file({ local: null }))).toEqual([]);
    expect(problemsOf(file({ web: { config: undefined } }))).toEqual([]);
    expect(problemsOf(file({ web: { buildVariables: undefined } }))).toEqual([]);
  });

  it.each(['{backend.url}', '{api.address}', '{api}', '{}'])(
    'is refused where a value says %s, with what it can say',
    (placeholder) => {
      const values = { apiUrl: `${placeholder}/v1` };
      expect(problemsOf(file({ web: { config: { path: '/config.json', values } } }))).toEqual([
        `projects.advent.services.web.config.values.apiUrl: found ${placeholder}, which names no service. Wanted {api.url} or {web.url}.`,
      ]);
      expect(problemsOf(file({ web: { buildVariables: { VITE_API_URL: placeholder } } }))[0]).toContain(
        'projects.advent.services.web.buildVariables.VITE_API_URL',
      );
    },
  );

  it('is refused where a developer’s own environment has no address for what a value names', () => {
    expect(problemsOf(file({ local: {} }))[0]).toBe(
      'projects.advent.services.web.config.values.apiUrl: {api.url}, and local says no address of api. Add services.api.url to environments.local, e.g. "http://localhost:3000".',
    );
  });

  it('is refused where it would be given something that is called a secret: browsers read all of it', () => {
    expect(problemsOf(file({ web: { buildVariables: { VITE_CLIENT_SECRET: 'x' } } }))[0]).toMatch(
      /VITE_CLIENT_SECRET: a name of something secret\. .*public/,
    );
    expect(problemsOf(file({ web: { buildVariables: { VITE_CLIENT_ID: { secret: 'CLIENT' } } } }))).toHaveLength(1);
    expect(problemsOf(file({ web: { buildVariables: { GREENROOM_COMMIT: 'mine' } } }))).toHaveLength(1);
  });

  it('is refused where the environment sets the variable that Greenroom sets', () => {
    const web = { port: 4002, env: { GREENROOM_RUNTIME_CONFIG: '{}' } };
    expect(problemsOf(file({ staging: { web } }))[0]).toMatch(
      /GREENROOM_RUNTIME_CONFIG: a value of its own\. Leave it out/,
    );
  });

  it('R2.3 is refused at an address that another environment has, however it is written', () => {
    const web = { port: 4002, url: 'https://advent.example.test' };
    const same = { port: 5002, url: 'https://ADVENT.example.test:443/' };
    expect(problemsOf(file({ staging: { web }, production: { web: same } }))).toEqual([
      'projects.advent.environments.production.target.services.web: https://advent.example.test is used at projects.advent.environments.staging.target.services.web too. Give each environment addresses of its own: people have to see which one it is.',
    ]);
  });

  it('R2.3 may share its address with another service of the same environment, and its host with another one', () => {
    const at = (port: number, path: string) => ({ port, url: `https://advent.example.test${path}` });
    const both = { api: at(4001, '/staging'), web: at(4002, '/staging') };
    expect(problemsOf(file({ staging: both, production: { web: at(5002, '') } }))).toEqual([]);
  });
});

describe('what is exported for developers', () => {
  it('R2.2 has the values of every environment, and nothing else of the config', () => {
    const checked = checkFile(file());
    if (!('file' in checked)) throw new Error('the config is not fine');
    const web = (api: string) => ({
      web: { config: { path: '/config.json', values: { apiUrl: `${api}/v1` } }, variables: { VITE_API_URL: api } },
    });
    expect(frontendsOf(checked.file)).toEqual({
      version: 1,
      projects: {
        advent: {
          environments: {
            local: { tier: 'local', services: web('http://localhost:3000') },
            staging: { tier: 'staging', services: web('http://127.0.0.1:4001') },
            production: { tier: 'production', services: web('http://127.0.0.1:5001') },
          },
        },
      },
    });
  });
});
