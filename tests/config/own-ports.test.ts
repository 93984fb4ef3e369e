import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig, loadWholeConfig } from '../../src/config/load.ts';

const id = (n: number): string => `10000000000000000${n}`;

/** A folder with the config of a team whose app is on this machine, at 4001 and 3000 unless told. */
function folder(host?: string, production: { readonly host?: string; readonly port: number } = { port: 3000 }): string {
  const at = (port: number, its = host) => ({
    kind: 'local',
    ...(its === undefined ? {} : { host: its }),
    services: { api: { port } },
  });
  const made = mkdtempSync(join(tmpdir(), 'greenroom-ports-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  const config = {
    discord: {
      guild: id(1),
      channels: { deployments: id(2), alerts: id(3) },
      roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: { api: { build: { local: { start: ['node', 'main.js'] } }, health: '/healthz' } },
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: at(4001) },
          production: { tier: 'production', target: at(production.port, production.host ?? host) },
        },
      },
    },
  };
  writeFileSync(join(made, 'greenroom.config.json'), JSON.stringify(config));
  return made;
}

const told = (here: string, variables: Record<string, string> = {}): Promise<string> =>
  loadWholeConfig(variables, here).then(
    () => 'taken',
    (error: unknown) => String(error),
  );

describe('one port for two environments', () => {
  it.each([
    ['127.0.0.1', '0.0.0.0', '0.0.0.0:4001 is used at projects.advent.environments.staging'],
    ['0.0.0.0', '127.0.0.1', 'services.api.port too (0.0.0.0). Choose another port for one of them.'],
    ['localhost', '127.0.0.1', '127.0.0.1:4001 is used'],
    ['127.0.0.1', '127.0.0.1', 'services.api.port too. Choose another port'],
    ['127.0.0.1', '127.0.0.2', 'taken'],
  ])('staging at %s and production at %s: %s', async (staging, production, outcome) => {
    expect(await told(folder(staging, { host: production, port: 4001 }))).toContain(outcome);
  });
});

describe('the ports that Greenroom takes itself', () => {
  it('are no app’s, also where nobody has set PORT', async () => {
    expect(await told(folder())).toContain(
      'production.target.services.api.port: found 3000, where Greenroom itself listens for webhooks (PORT). Choose another port for the app, or another PORT for Greenroom.',
    );
    expect(await told(folder(), { PORT: '3001' })).toBe('taken');
    expect(await told(folder(), { PORT: '0' })).toBe('taken');
  });

  it.each([
    ['127.0.0.1', '0.0.0.0', 'found 3000'],
    ['0.0.0.0', '127.0.0.1', 'found 3000'],
    ['localhost', '127.0.0.1', 'found 3000'],
    ['127.0.0.1', '::', 'found 3000'],
    ['127.0.0.2', '127.0.0.1', 'taken'],
  ])('meet an app at %s where Greenroom is at %s: %s', async (app, own, outcome) => {
    expect(await told(folder(app), { HOST: own })).toContain(outcome);
  });

  it('are two where metrics are read, and each is another', async () => {
    const metrics = await told(folder(), { HOST: '127.0.0.2', PORT: '8080', METRICS_PORT: '4001' });
    expect(metrics).toContain(
      'staging.target.services.api.port: found 4001, where Greenroom itself listens for metrics',
    );
    expect(await told(folder(), { PORT: '8080', METRICS_PORT: '8080' })).toContain(
      'METRICS_PORT: found 8080, where Greenroom listens for webhooks (PORT)',
    );
    expect(await told(folder(), { PORT: '8080', METRICS_PORT: '8081' })).toBe('taken');
  });

  it('are none of a worker’s, which may be on another machine than the door for webhooks', async () => {
    await expect(loadConfig({}, folder())).resolves.toMatchObject({ port: 3000 });
  });
});
