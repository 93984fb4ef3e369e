import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { serveApi } from './api.ts';
import type { StandinClock } from './clock.ts';
import { realClock } from './clock.ts';
import { act, state } from './control.ts';
import { isGitPath, serveGitRoute } from './git-route.ts';
import { isAppPage, serveAppPage } from './manifest.ts';
import { readAll } from './read-all.ts';
import { GithubWorld } from './world.ts';

export interface GithubStandin {
  readonly url: string;
  /** GITHUB_API_URL. */
  readonly apiUrl: string;
  /** GITHUB_SERVER_URL: repositories are cloned from `serverUrl/owner/name.git`. */
  readonly serverUrl: string;
  readonly world: GithubWorld;
  /** Ends open requests, git processes and deliveries, and removes the repositories. */
  close(): Promise<void>;
}

/** Starts a GitHub of our own on loopback: real git over HTTP, the REST API, and signed webhooks. */
export async function startGithub(options: { port?: number; clock?: StandinClock } = {}): Promise<GithubStandin> {
  const root = await mkdtemp(join(tmpdir(), 'standin-github-'));
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const world = new GithubWorld({ root, clock: options.clock ?? realClock, addresses: { api: url, server: url } });
  const open = new Set<Promise<void>>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const work = serve(world, root, request, response).finally(() => open.delete(work));
    open.add(work);
  });
  return {
    url,
    apiUrl: url,
    serverUrl: url,
    world,
    close: async () => {
      await world.deliveries.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(open);
      await world.deliveries.close();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function serve(
  world: GithubWorld,
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', world.addresses.server);
  try {
    if (isGitPath(url.pathname)) await serveGitRoute(world, root, request, response, url);
    else if (isAppPage(url.pathname)) await serveAppPage(world, request, response, url);
    else if (url.pathname.startsWith('/_blob/')) serveBlob(world, request, response, url.pathname);
    else if (url.pathname.startsWith('/_world/')) await control(world, request, response, url.pathname);
    else await serveApi(world, request, response, url);
  } catch (error) {
    // A mistake of the stand-in itself must fail the story, not look like an outage of GitHub.
    if (request.errored === null && !response.destroyed) {
      world.violation(`${request.method} ${url.pathname}: the stand-in broke: ${String(error)}`);
    }
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}

/** Where artifacts lie: another host's, which is not to be shown GitHub's tokens. */
function serveBlob(world: GithubWorld, request: IncomingMessage, response: ServerResponse, path: string): void {
  if (request.headers.authorization !== undefined) world.violation(`${path}: a token was sent where artifacts lie`);
  const id = Number(path.slice('/_blob/'.length));
  const found = world.actions.runs.find(({ artifact }) => artifact?.id === id)?.artifact;
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/zip' });
  response.end(found?.zip);
}

async function control(
  world: GithubWorld,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? null));
  };
  const name = `${request.method} ${path}`;
  if (name === 'GET /_world/state') return answer(200, await state(world));
  if (name !== 'POST /_world/act') return answer(404, { error: 'GET /_world/state or POST /_world/act' });
  try {
    return answer(200, await act(world, (await readAll(request)).toString()));
  } catch (error) {
    return answer(400, { error: error instanceof ZodError ? error.issues : String(error) });
  }
}
