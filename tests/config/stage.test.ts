import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';
import { heldSecrets } from '../../src/config/held-secrets.ts';
import { describeProblem } from '../../src/config/problem.ts';
import { secretsOfTier, variablesOf } from '../../src/main/apart/variables-of.ts';

const secret = (name: string) => ({ secret: name });
const target = (port: number, key?: string) => ({
  kind: 'local',
  services: { api: { port, ...(key === undefined ? {} : { env: { GREENROOM_KEY: secret(key) } }) } },
});
const kit = (name: string, service = 'api') => ({ service, key: secret(name) });

const good = {
  staging: {
    tier: 'staging',
    branch: 'staging',
    target: target(4001, 'STAGE_KEY'),
    stageTools: kit('STAGE_KEY'),
    discordApplication: '300000000000000001',
  },
  production: {
    tier: 'production',
    target: target(4002, 'IDENTITY_KEY'),
    identity: kit('IDENTITY_KEY'),
    discordApplication: '300000000000000002',
  },
};
type Given = { readonly staging?: object; readonly production?: object };

function check({ staging = {}, production = {} }: Given = {}) {
  return checkFile({
    discord: {
      guild: '100000000000000001',
      channels: { deployments: '100000000000000002', alerts: '100000000000000003' },
      roles: { tester: '100000000000000004', deployer: '100000000000000005', releaseManager: '100000000000000006' },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: { api: { build: { local: { start: ['node', '.'] } }, health: '/healthz' } },
        environments: {
          staging: { ...good.staging, ...staging },
          production: { ...good.production, ...production },
        },
      },
    },
  });
}
const problems = (given: Given): string => check(given).problems.map(describeProblem).join('\n');

describe('E7.4 stage tools in the config', () => {
  it('twin: each side has its own, and it is taken', () => {
    expect(check().problems).toEqual([]);
  });

  it('do not exist on production', () => {
    expect(problems({ production: { stageTools: kit('X') } })).toContain(
      'projects.advent.environments.production: unknown key stageTools',
    );
    expect(problems({ staging: { identity: kit('X') } })).toContain('unknown key identity');
  });

  it('need production to say what it is connected to', () => {
    expect(problems({ production: { identity: undefined } })).toContain(
      'projects.advent.environments.production.identity: nothing there, and projects.advent.environments.staging.stageTools is set. ' +
        'Wanted { service, key }',
    );
    expect(problems({ staging: { stageTools: undefined }, production: { identity: undefined } })).toBe('');
  });

  it('share no Discord application, with both places and the remedy', () => {
    expect(problems({ production: { discordApplication: '300000000000000001' } })).toBe(
      'projects.advent.environments.production.discordApplication: 300000000000000001 is used at ' +
        'projects.advent.environments.staging.discordApplication too. Make a Discord application for each environment in the developer portal.',
    );
  });

  it('share no key, neither as a key nor as anything else', () => {
    const same = { target: target(4002, 'STAGE_KEY'), identity: kit('STAGE_KEY') };
    expect(problems({ production: same })).toContain('the secret STAGE_KEY is used at');
    const pasted = {
      kind: 'local',
      services: { api: { port: 4002, env: { GREENROOM_KEY: secret('IDENTITY_KEY'), PARTNER: secret('STAGE_KEY') } } },
    };
    expect(problems({ production: { target: pasted } })).toContain(
      'projects.advent.environments.production.target.services.api.env.PARTNER: the secret STAGE_KEY is used at',
    );
  });

  it('are mounted by a service that there is, which is given the key', () => {
    expect(problems({ staging: { stageTools: kit('STAGE_KEY', 'backend') } })).toContain(
      'found "backend". Wanted the service',
    );
    expect(problems({ staging: { target: target(4001) } })).toContain(
      'projects.advent.environments.staging.target.services.api.env.GREENROOM_KEY: nothing there. Wanted { secret: "STAGE_KEY" }',
    );
  });
});

describe('the keys', () => {
  const checked = check();
  if (!('file' in checked)) throw new Error(JSON.stringify(checked.problems));
  const { file } = checked;

  it('are each held by its own tier’s worker, and by nobody else', () => {
    expect(secretsOfTier(file, 'staging')).toEqual(['STAGE_KEY']);
    expect(secretsOfTier(file, 'production')).toEqual(['IDENTITY_KEY']);
    for (const role of ['web', 'bot'] as const)
      expect(variablesOf(role, file).secrets).not.toEqual(expect.arrayContaining(['STAGE_KEY']));
  });

  it('are compared as prints with what the other tier holds', () => {
    const values = { find: (name: string) => `value of ${name}` };
    expect(heldSecrets(file, 'production', values)).toContainEqual({
      project: 'advent',
      environment: 'production',
      path: 'projects.advent.environments.production.identity.key',
      value: 'value of IDENTITY_KEY',
    });
  });
});
