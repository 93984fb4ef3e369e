import { configSchema } from '../../../src/config/schema.ts';
import type { ConfigFile } from '../../../src/config/schema.ts';
import type { Log } from '../../../src/ports/log.ts';

export const ids = {
  guild: '200000000000000001',
  deployments: '200000000000000002',
  alerts: '200000000000000003',
  tester: '200000000000000004',
  deployer: '200000000000000005',
  releaseManager: '200000000000000006',
} as const;

const target = { kind: 'local', services: { api: { port: 4000 } } } as const;
const project = (productions: readonly string[] = ['production']): unknown => ({
  repository: 'acme/advent',
  services: {},
  environments: {
    local: { tier: 'local', services: {} },
    staging: { tier: 'staging', branch: 'staging', target },
    ...Object.fromEntries(productions.map((name) => [name, { tier: 'production', target }])),
  },
});

/** A config as main would hand it in. */
export function config(projects: Readonly<Record<string, readonly string[]>> = { advent: ['production'] }): ConfigFile {
  const { guild, deployments, alerts, tester, deployer, releaseManager } = ids;
  return configSchema.parse({
    discord: { guild, channels: { deployments, alerts }, roles: { tester, deployer, releaseManager } },
    people: { ana: '100000000000000001' },
    projects: Object.fromEntries(Object.entries(projects).map(([name, productions]) => [name, project(productions)])),
  });
}

/** Keeps what was logged, as one line each. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  const log = {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (): Log => log,
  };
  return log;
}
