import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';
import { refuseBesideProduction } from '../../src/main/refuse-beside-production.ts';
import { tinyProject } from '../world/tiny-app.ts';

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
const fileWith = (production: object, more: object = {}) => ({
  discord: {
    guild: id(1),
    channels: { deployments: id(2), alerts: id(3) },
    roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
  },
  projects: {
    advent: {
      repository: 'acme/advent',
      ...tinyProject,
      environments: {
        staging: { tier: 'staging', branch: 'staging', target: { kind: 'local', services: { api: { port: 4001 } } } },
        production: {
          tier: 'production',
          target: { kind: 'local', services: { api: { port: 4002, env: production } } },
        },
      },
    },
  },
  ...more,
});
const secret = { DATABASE_URL: { secret: 'PRODUCTION_DB' } };

type Role = Parameters<typeof refuseBesideProduction>[1];
function starts(
  role: Role,
  uid: number | undefined,
  its: { readonly env?: object; readonly set?: boolean; readonly more?: object } = {},
): () => void {
  const { env = secret, set = true, more } = its;
  const checked = checkFile(fileWith(env, more));
  if (!('file' in checked)) throw new Error(JSON.stringify(checked.problems));
  const find = (): string | undefined => (set ? 'postgres://production' : undefined);
  const secrets = { find, get: () => 'postgres://production', known: () => [] };
  return () => refuseBesideProduction({ file: checked.file, secrets }, role, uid);
}

describe('a start that has production’s secrets', () => {
  it('refuses whoever would run pushed code as the user who can read them', () => {
    for (const role of ['all', 'worker-staging'] as const)
      for (const uid of [1000, undefined]) {
        expect(starts(role, uid)).toThrow(
          /pushedCode: this process is not root.*PRODUCTION_DB.*Start Greenroom as root/s,
        );
        expect(starts(role, uid)).not.toThrow('postgres://production');
      }
  });

  it('takes what is written into the config for what it is', () => {
    const written = { env: { DATABASE_URL: 'postgres://production' } };
    expect(starts('all', 1000, written)).toThrow('environments.production.target.services.api.env.DATABASE_URL');
  });

  it('lets in who is root, who runs no pushed code, who holds nothing, and who says that it is a development machine', () => {
    expect(starts('all', 0)).not.toThrow();
    for (const role of ['web', 'bot', 'worker-production'] as const) expect(starts(role, 1000)).not.toThrow();
    expect(starts('worker-staging', 1000, { set: false })).not.toThrow();
    expect(starts('all', 1000, { env: { GREETING: 'hello' } })).not.toThrow();
    expect(starts('all', 1000, { more: { pushedCode: 'beside-production' } })).not.toThrow();
  });

  it.skipIf(process.getuid?.() !== 0)('ends with 2 and says so, started as somebody else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'greenroom-beside-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'greenroom.config.json'), JSON.stringify(fileWith(secret)));
    const bin = fileURLToPath(new URL('../../bin/greenroom.js', import.meta.url));
    const ended = spawnSync(process.execPath, [bin, 'start'], {
      cwd: folder,
      uid: 65_534,
      gid: 65_534,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, PRODUCTION_DB: 'postgres://production' },
      encoding: 'utf8',
    });
    expect(ended.stderr).toContain('pushedCode: this process is not root');
    expect(ended.status).toBe(2);
  });
});
