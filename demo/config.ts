import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cast } from './cast.ts';

export interface Ports {
  readonly web: number;
  readonly staging: number;
  readonly production: number;
}

/** The config file of this demo, as an operator would write it; the secrets are handed over by environment. */
export function writeConfig(folder: string, cast: Cast, ports: Ports): void {
  const target = (place: 'staging' | 'production') => ({
    kind: 'local',
    services: { api: { port: ports[place], env: { DATABASE_URL: { secret: `${place.toUpperCase()}_DATABASE_URL` } } } },
  });
  const config = {
    discord: { guild: cast.guild, channels: cast.channels, roles: cast.roles },
    people: { ana: cast.people.ana },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: {
          api: {
            build: {
              local: {
                run: [
                  ['npm', 'ci', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'],
                  ['node', 'scripts/bake.js'],
                ],
                start: ['node', 'src/main.js'],
              },
            },
            health: '/healthz',
            version: '/version',
            migrations: { folder: 'migrations', run: ['node', 'scripts/migrate.js'] },
          },
        },
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: target('staging') },
          production: { tier: 'production', target: target('production') },
        },
        verify: [{ name: 'integration', run: ['node', 'scripts/integration.js'], timeout: '60s' }],
        deadlines: { build: '120s', migrate: '30s', switch: '20s', verify: '10s' },
      },
    },
  };
  writeFileSync(join(folder, 'greenroom.config.json'), `${JSON.stringify(config, null, 2)}\n`);
}
