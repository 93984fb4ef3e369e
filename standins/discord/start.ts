import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { serveApi } from './api.ts';
import { serveAttachment } from './attachments.ts';
import type { StandinClock } from './clock.ts';
import { realClock } from './clock.ts';
import { serveControl } from './control.ts';
import { RateLimits } from './limits.ts';
import { serveOauth } from './oauth/serve.ts';
import { DiscordWorld } from './world.ts';

/** Answers a request that is none of Discord's; false where it has nothing at that address. */
export type Page = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface DiscordOptions {
  /** Any free one unless told. */
  readonly port?: number;
  /** For ids, the 3 s and the 15 minutes. Rate limits and heartbeats go by real time, as clients do. */
  readonly clock?: StandinClock;
  /** 41,250 as Discord's unless told. */
  readonly gatewayHeartbeatMs?: number;
  readonly rateLimits?: 'discord' | 'off';
  /** What is shown at every address that is not Discord's. */
  readonly page?: (world: DiscordWorld) => Page;
}

export interface DiscordStandin {
  readonly url: string;
  /** What clients call the API, without the version: `rest: { api: apiUrl }`. */
  readonly apiUrl: string;
  readonly world: DiscordWorld;
  /** Ends connections and open requests. */
  close(): Promise<void>;
}

/** Starts a Discord of our own on loopback: the REST API, the gateway, OAuth2 and attachments, all in memory. */
export async function startDiscord(options: DiscordOptions = {}): Promise<DiscordStandin> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const world = new DiscordWorld({
    clock: options.clock ?? realClock,
    url,
    gatewayHeartbeatMs: options.gatewayHeartbeatMs ?? 41_250,
    limits: new RateLimits((options.rateLimits ?? 'discord') === 'discord'),
  });
  const page = options.page?.(world);
  const open = new Set<Promise<void>>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const work = serve(world, page, request, response).finally(() => open.delete(work));
    open.add(work);
  });
  server.on('upgrade', (request, socket, head) => world.gateway.upgrade(request, socket, head));
  return {
    url,
    apiUrl: `${url}/api`,
    world,
    close: async () => {
      world.gateway.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(open);
    },
  };
}

async function serve(
  world: DiscordWorld,
  page: Page | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', world.url);
    const [, first] = url.pathname.split('/');
    if (/^\/api(\/v10)?\/oauth2\/token$/.test(url.pathname) || first === 'oauth2')
      await serveOauth(world, request, response, url);
    else if (first === 'api') await serveApi(world, request, response, url);
    else if (first === 'attachments') serveAttachment(world, response, url);
    else if (first === '_world') await serveControl(world, request, response, url);
    else if (first === 'gateway' || page?.(request, response) !== true) response.writeHead(404).end();
  } catch (error) {
    // A mistake of the stand-in itself must fail the story, not look like an outage of Discord. A client that left has
    // an error on its request; `destroyed` would be no sign of it, since Node destroys every request that was read.
    if (request.errored === null) {
      world.violation(`${request.method} ${request.url}: the stand-in broke: ${String(error)}`);
    }
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}
