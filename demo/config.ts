import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cast } from './cast.ts';
import { type EventPlaces, type Place, secretName } from './event-places.ts';
import { flyApps } from './fly.ts';

export interface Ports {
  readonly web: number;
  readonly staging: number;
  readonly production: number;
}

/** What this machine needs to reach the npm registry: a proxy, certificates of its own, another registry. */
function surroundings(): Record<string, string> {
  const names = [
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'NO_PROXY',
    'npm_config_registry',
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}

/** The config file of this demo, as an operator would write it; the secrets are handed over by environment. */
export function writeConfig(
  folder: string,
  cast: Cast,
  ports: Ports,
  places: EventPlaces,
  kind: 'local' | 'fly',
): void {
  const variables = (place: Place) => ({
    ...places[place].settings,
    ...Object.fromEntries(
      Object.keys(places[place].secrets).map((name) => [name, { secret: secretName(places, place, name) }]),
    ),
  });
  const key = (place: Place) => ({ service: 'api', key: { secret: places[place].key.name } });
  const local = (place: Place) => ({
    kind: 'local',
    services: { api: { port: ports[place], env: variables(place) } },
  });
  const fly = (place: Place) => ({
    kind: 'fly',
    organisation: 'acme',
    services: {
      api: {
        app: flyApps[place],
        config: `fly.${place}.toml`,
        token: { secret: `FLY_${place.toUpperCase()}_API` },
        url: `http://127.0.0.1:${ports[place]}`,
      },
    },
  });
  const target = kind === 'fly' ? fly : local;
  const config = {
    discord: {
      guild: cast.guild,
      channels: { deployments: cast.channels.deployments, alerts: cast.channels.alerts },
      roles: cast.roles,
    },
    people: { ana: cast.people.ana },
    // Whoever tries the demo need not be root, and nothing real is at stake in it.
    pushedCode: 'beside-production',
    projects: {
      advent: {
        repository: 'acme/advent',
        services: {
          api: {
            build: {
              docker: { file: 'Dockerfile' },
              local: {
                env: surroundings(),
                install: {
                  from: ['package.json', 'package-lock.json'],
                  run: [['npm', 'ci', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline']],
                },
                run: [
                  ['node', 'scripts/bake.js'],
                  ['node', 'scripts/build-web.js'],
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
          staging: {
            tier: 'staging',
            branch: 'staging',
            target: target('staging'),
            stageTools: key('staging'),
            discordApplication: places.staging.application,
            testServer: cast.guild,
          },
          production: {
            tier: 'production',
            target: target('production'),
            identity: key('production'),
            discordApplication: places.production.application,
          },
        },
        verify: [{ name: 'integration', run: ['node', 'scripts/integration.js'], timeout: '60s' }],
        deadlines: { build: '120s', migrate: '30s', switch: '20s', verify: '10s' },
      },
    },
  };
  writeFileSync(join(folder, 'greenroom.config.json'), `${JSON.stringify(config, null, 2)}\n`);
}
