import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';
import { requireReadable } from '../../src/main/apart/require-readable.ts';
import { secretsOfTier, variablesOf } from '../../src/main/apart/variables-of.ts';

const service = (env: object) => ({ kind: 'local', services: { api: { port: 4000, env } } });
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
        api: { build: { local: { start: ['node', '.'], env: { NPM: { secret: 'REGISTRY' } } } }, health: '/healthz' },
      },
      environments: {
        staging: {
          tier: 'staging',
          branch: 'staging',
          target: service({ KEY: { secret: 'KEY_STAGING' }, A: 'plain' }),
        },
        production: {
          tier: 'production',
          target: { kind: 'local', services: { api: { port: 4001, env: { KEY: { secret: 'KEY_PRODUCTION' } } } } },
        },
      },
      verify: [{ name: 'integration', run: ['npm', 'test'], env: { LOGIN: { secret: 'TEST_LOGIN' } } }],
    },
  },
});
if (!('file' in checked)) throw new Error(JSON.stringify(checked.problems));
const { file } = checked;

describe('what a role is told of the environment', () => {
  it('are its tier’s secrets for a worker; builds and suites are staging’s', () => {
    expect(secretsOfTier(file, 'staging')).toEqual(['KEY_STAGING', 'REGISTRY', 'TEST_LOGIN']);
    expect(secretsOfTier(file, 'production')).toEqual(['KEY_PRODUCTION']);
  });

  it('is nothing of an app for those who speak with the outside', () => {
    expect(variablesOf('web', file).secrets).toEqual(['GITHUB_WEBHOOK_SECRET']);
    expect(variablesOf('bot', file).secrets).toEqual(['DISCORD_TOKEN']);
  });

  it('never is the owner’s way into the ledger', () => {
    for (const role of ['web', 'bot', 'worker-staging', 'worker-production'] as const) {
      const { plain, secrets } = variablesOf(role, file);
      expect([...plain, ...secrets]).not.toContain('DATABASE_URL');
    }
  });
});

describe('a program that other users have to run', () => {
  const place = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'greenroom-readable-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'in'), { mode: 0o755 });
    writeFileSync(join(folder, 'in/file'), '', { mode: 0o644 });
    return folder;
  };

  it('may lie where they can read it', () => {
    expect(() => requireReadable([join(place(), 'in/file')])).not.toThrow();
  });

  it('is refused by the name of what is closed, with what would open it', () => {
    const folder = place();
    chmodSync(join(folder, 'in/file'), 0o600);
    expect(() => requireReadable([join(folder, 'in/file')])).toThrow(`chmod o+r ${join(folder, 'in/file')}`);
    chmodSync(join(folder, 'in/file'), 0o644);
    chmodSync(join(folder, 'in'), 0o700);
    expect(() => requireReadable([join(folder, 'in/file')])).toThrow(`chmod o+x ${join(folder, 'in')}`);
  });
});
