import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Ended, GreenroomProcess } from '../world/greenroom-process.ts';
import { tinyProject } from '../world/tiny-app.ts';

const folders: string[] = [];
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

function folderWith(name: string, text: string): string {
  const made = mkdtempSync(join(tmpdir(), 'greenroom-frontend-'));
  folders.push(made);
  writeFileSync(join(made, name), text);
  return made;
}

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
const secrets = { STAGING_DB: 'postgres://staging-secret', PRODUCTION_DB: 'postgres://production-secret' };
const target = (port: number, secret: string) => ({
  kind: 'local',
  services: {
    api: { port, env: { DATABASE_URL: { secret }, ADMIN_PASSWORD: 'hunter2-in-the-config' } },
    web: { port: port + 1 },
  },
});
const config = {
  discord: {
    guild: id(1),
    channels: { deployments: id(2), alerts: id(3) },
    roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
  },
  projects: {
    advent: {
      repository: 'acme/advent',
      services: {
        ...tinyProject.services,
        web: {
          build: { local: { start: ['node', 'web.js'], env: { NPM_TOKEN: { secret: 'NPM_TOKEN' } } } },
          health: '/',
          config: { path: '/config.json', values: { apiUrl: '{api.url}', greeting: "it's on" } },
          buildVariables: { VITE_API_URL: '{api.url}' },
        },
      },
      environments: {
        local: { tier: 'local', services: { api: { url: 'http://localhost:3000' } } },
        staging: { tier: 'staging', branch: 'staging', target: target(4001, 'STAGING_DB') },
        production: { tier: 'production', target: target(5001, 'PRODUCTION_DB') },
      },
    },
  },
};

const runs = (cwd: string, args: readonly string[]): Promise<Ended> => new GreenroomProcess(args, secrets, cwd).ended;
const operators = (): string => folderWith('greenroom.config.json', JSON.stringify(config));

describe('a developer who builds on their own machine', () => {
  it.each([
    ['local', 'http://localhost:3000'],
    ['staging', 'http://127.0.0.1:4001'],
    ['production', 'http://127.0.0.1:5001'],
  ])('R2.2 picks %s and gets its addresses, from a file without anything secret', async (environment, api) => {
    const exported = await runs(operators(), ['frontend', 'export']);
    expect(exported.code).toBe(0);
    expect(exported.output).not.toMatch(/secret|STAGING_DB|PRODUCTION_DB|hunter2|NPM_TOKEN|DATABASE_URL/i);
    const app = folderWith('frontend.json', exported.output);
    const lines = await runs(app, ['frontend', 'env', '--env', environment]);
    expect(lines).toMatchObject({ code: 0 });
    expect(lines.output).toBe(
      `VITE_API_URL=${api}\nGREENROOM_RUNTIME_CONFIG="{\\"apiUrl\\":\\"${api}\\",\\"greeting\\":\\"it's on\\"}"\n`,
    );
    const json = await runs(app, ['frontend', 'env', '--env', environment, '--json']);
    expect(JSON.parse(json.output)).toMatchObject({
      environment,
      services: {
        web: { config: { path: '/config.json', values: { apiUrl: api } }, variables: { VITE_API_URL: api } },
      },
    });
  });

  it('R2.2 gets the same from the operator’s config itself', async () => {
    const lines = await runs(operators(), ['frontend', 'env', '--env', 'staging', '--dotenv']);
    expect(lines.output).toContain('VITE_API_URL=http://127.0.0.1:4001\n');
  });

  it('R2.2 on Fly gets the address of each app there, and nothing of its tokens', async () => {
    const place = (suffix: string) => {
      const app = (service: string) => ({
        app: `advent-${service}${suffix}`,
        config: `${service}/fly${suffix}.toml`,
        token: { secret: `FLY${suffix === '' ? '' : '_STAGING'}_${service.toUpperCase()}` },
      });
      return { kind: 'fly', organisation: 'acme', services: { api: app('api'), web: app('web') } };
    };
    const { advent } = config.projects;
    const services = {
      api: { ...advent.services.api, build: { docker: { file: 'Dockerfile' } } },
      web: { ...advent.services.web, build: { docker: { file: 'web/Dockerfile' } } },
    };
    const environments = {
      local: advent.environments.local,
      staging: { ...advent.environments.staging, target: place('-staging') },
      production: { ...advent.environments.production, target: place('') },
    };
    const onFly = { ...config, projects: { advent: { ...advent, services, environments } } };
    const exported = await runs(folderWith('greenroom.config.json', JSON.stringify(onFly)), ['frontend', 'export']);
    expect(exported, exported.output).toMatchObject({ code: 0 });
    expect(exported.output).not.toMatch(/FLY_|secret|token|organisation/);
    const app = folderWith('frontend.json', exported.output);
    const staging = await runs(app, ['frontend', 'env', '--env', 'staging']);
    expect(staging.output).toContain('VITE_API_URL=https://advent-api-staging.fly.dev\n');
    const production = await runs(app, ['frontend', 'env', '--env', 'production']);
    expect(production.output).toContain('VITE_API_URL=https://advent-api.fly.dev\n');
  });

  it('R2.2 hears which environments there are where they name another, and where the file comes from', async () => {
    const other = await runs(operators(), ['frontend', 'env', '--env', 'preview']);
    expect(other).toMatchObject({ code: 2 });
    expect(other.output).toContain('There is no env preview. Use one of local, staging, production.');
    const none = await runs(folderWith('readme', ''), ['frontend', 'env', '--env', 'local', '--file', 'nowhere.json']);
    expect(none).toMatchObject({ code: 2 });
    expect(none.output).toContain('greenroom frontend export > frontend.json');
    const odd = await runs(folderWith('frontend.json', '{"version":2}'), ['frontend', 'env', '--env', 'local']);
    expect(odd).toMatchObject({ code: 2 });
  });
});
