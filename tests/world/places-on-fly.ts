import type { FlyStandin } from '../../standins/fly/start.ts';
import { tinyProject } from './tiny-app.ts';

type Place = 'staging' | 'production';

export const flyApps = { staging: 'advent-api-staging', production: 'advent-api' } as const;

const dockerfile = `FROM node:24-bookworm-slim
WORKDIR /app
COPY . .
ARG GREENROOM_COMMIT
RUN node build.js
CMD ["node", "server.js"]
`;

export function flyToml(app: string, more = ''): string {
  return `app = "${app}"
${more}
[build]
dockerfile = "Dockerfile"
[http_service]
internal_port = 8080
[[http_service.checks]]
method = "GET"
path = "/healthz"
interval = "15s"
timeout = "5s"
grace_period = "5s"
`;
}

export const flyFiles = {
  Dockerfile: dockerfile,
  'fly.staging.toml': flyToml(flyApps.staging),
  'fly.production.toml': flyToml(flyApps.production),
} as const;

/** Both environments as apps of one organisation on Fly, each with a deploy token of its own. */
export async function placesOnFly(fly: FlyStandin, ports: Readonly<Record<Place, number>>) {
  const env: Record<string, string> = { ...fly.variables };
  for (const place of ['staging', 'production'] as const) {
    await fly.world.addApp(flyApps[place], 'acme', { port: ports[place], secrets: { GREETING: `hello ${place}` } });
    env[`FLY_${place.toUpperCase()}_API`] = fly.world.addToken({ app: flyApps[place] });
  }
  return {
    env,
    files: flyFiles,
    project: { services: { api: { ...tinyProject.services.api, build: { docker: { file: 'Dockerfile' } } } } },
    target: (place: Place) => ({
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
    }),
  };
}
