import type { FlyStandin } from '../../standins/fly/start.ts';
import { flyToml } from './places-on-fly.ts';

type Place = 'staging' | 'production';

/**
 * A frontend without packages, beside the tiny app: one build that is told at run time where its backend is, or a build
 * for each environment with the address baked in.
 */
export type FrontKind = 'told at run time' | 'built for each';

/** What a commit's frontend does wrong, as data in its repository. */
export interface FrontBehaviour {
  /** Environments (APP_ENV) in which it says that its backend is this, whatever it was given. */
  readonly lies?: Readonly<Record<string, string>>;
  /** Environments in which it says this title for ever. */
  readonly stuckIn?: Readonly<Record<string, string>>;
  /** `/config.json` is a page. */
  readonly hasNoConfig?: boolean;
}

const server = `
const http = require('node:http');
const fs = require('node:fs');
const behaviour = JSON.parse(fs.readFileSync(__dirname + '/front.json', 'utf8'));
const baked = fs.readFileSync(__dirname + '/baked.txt', 'utf8');
const server = http.createServer((request, response) => {
  if (request.url === '/healthz') { response.end('ok'); return; }
  if (request.url === '/config.json' && !behaviour.hasNoConfig) {
    const given = JSON.parse(process.env.GREENROOM_RUNTIME_CONFIG || '{}');
    const lie = (behaviour.lies || {})[process.env.APP_ENV];
    response.setHeader('content-type', 'application/json');
    const stuck = (behaviour.stuckIn || {})[process.env.APP_ENV];
    response.end(JSON.stringify({ ...given, ...(lie && { apiUrl: lie }), ...(stuck && { title: stuck }) }));
    return;
  }
  response.setHeader('content-type', 'text/html');
  response.end('<p>' + baked + '</p>');
});
server.keepAliveTimeout = 5000;
server.listen(Number(process.env.PORT), process.env.HOST || '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

const build = `
require('node:fs').writeFileSync('baked.txt', process.env.GREENROOM_COMMIT + ' asks ' + (process.env.VITE_API_URL || 'what it is told'));
`;

export function tinyFront(behaviour: FrontBehaviour = {}): Record<string, string> {
  return { 'front.json': JSON.stringify(behaviour), 'front.js': server, 'front-build.js': build };
}

const told = { config: { path: '/config.json', values: { apiUrl: '{api.url}', title: 'Advent' } } };
const builtForEach = { buildVariables: { VITE_API_URL: '{api.url}' } };

/** What the operator's config says about it. */
export function frontService(kind: FrontKind, on: 'local' | 'fly') {
  return {
    build:
      on === 'local'
        ? { local: { run: [['node', 'front-build.js']], start: ['node', 'front.js'] } }
        : { docker: { file: 'front.Dockerfile' } },
    health: '/healthz',
    ...(kind === 'told at run time' ? told : builtForEach),
  };
}

const dockerfile = `FROM node:24-bookworm-slim
WORKDIR /app
COPY . .
ARG GREENROOM_COMMIT
ARG VITE_API_URL
RUN node front-build.js
CMD ["node", "front.js"]
`;

export const flyFronts = { staging: 'advent-web-staging', production: 'advent-web' } as const;

/** The same on Fly: an app of its own for each environment, whose machines are real processes on these ports. */
export async function frontOnFly(fly: FlyStandin, ports: Readonly<Record<Place, number>>) {
  const env: Record<string, string> = {};
  for (const place of ['staging', 'production'] as const) {
    await fly.world.addApp(flyFronts[place], 'acme', { port: ports[place], secrets: {} });
    env[`FLY_${place.toUpperCase()}_WEB`] = fly.world.addToken({ app: flyFronts[place] });
  }
  const toml = (place: Place): string =>
    flyToml(flyFronts[place]).replace('dockerfile = "Dockerfile"', 'dockerfile = "front.Dockerfile"');
  return {
    env,
    files: {
      'front.Dockerfile': dockerfile,
      'fly.web.staging.toml': toml('staging'),
      'fly.web.production.toml': toml('production'),
    },
    placed: (place: Place) => ({
      app: flyFronts[place],
      config: `fly.web.${place}.toml`,
      token: { secret: `FLY_${place.toUpperCase()}_WEB` },
      url: `http://127.0.0.1:${ports[place]}`,
    }),
  };
}
