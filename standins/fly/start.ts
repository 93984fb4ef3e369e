import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ZodError } from 'zod';
import { serveFlyctl } from './flyctl/serve.ts';
import { Refused } from './model.ts';
import { type Answer, type Asked, readAll, send } from './respond.ts';
import { serveMachines } from './routes/machines.ts';
import { serveOwn } from './routes/own.ts';
import { servePlatform } from './routes/platform.ts';
import { serveRegistry } from './routes/registry.ts';
import { FlyWorld } from './world.ts';

export interface FlyStandin {
  readonly url: string;
  readonly world: FlyWorld;
  /** Variables by which flyctl, and whoever drives it, find this Fly instead of the real one. */
  readonly variables: {
    readonly FLYCTL_BIN: string;
    readonly FLY_API_BASE_URL: string;
    readonly FLY_FLAPS_BASE_URL: string;
    readonly FLY_UIEX_BASE_URL: string;
    readonly FLY_REGISTRY_HOST: string;
  };
  /** Ends every machine, connection and folder. */
  close(): Promise<void>;
}

const routes = [serveOwn, serveMachines, servePlatform, serveRegistry];
export const flyctlPath = fileURLToPath(new URL('flyctl/flyctl.js', import.meta.url));

/** Starts a Fly of our own on loopback, with its files below `folder`: its APIs, its registry, a flyctl, and machines that are real processes. */
export async function startFly(options: { folder?: string } = {}): Promise<FlyStandin> {
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'standin-fly-'));
  await chmod(folder, 0o755);
  await chmod(flyctlPath, 0o755);
  const world = new FlyWorld(folder);
  const server = createServer((request, response) => void serve(world, request, response));
  const called = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    called.add(socket);
    socket.once('close', () => called.delete(socket));
    // What came along with the request was said on the connection.
    socket.unshift(head);
    if (request.url === '/_flyctl') void serveFlyctl(socket);
    else socket.destroy();
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  const host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  world.registryHost = host;
  const url = `http://${host}`;
  return {
    url,
    world,
    variables: {
      FLYCTL_BIN: flyctlPath,
      FLY_API_BASE_URL: url,
      FLY_FLAPS_BASE_URL: url,
      FLY_UIEX_BASE_URL: url,
      FLY_REGISTRY_HOST: host,
    },
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      for (const socket of called) socket.destroy();
      await closed;
      await world.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function serve(world: FlyWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fly');
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: await readAll(request).catch(() => Buffer.alloc(0)),
  };
  const fault = world.faults.takeHttp(`${asked.method} ${asked.path}`);
  if (fault === 'hang') return;
  if (fault === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('[{"id":"');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  const answer =
    fault === undefined
      ? await answerOf(world, asked)
      : { status: fault.status, body: Buffer.from(fault.body ?? '{"error":"scripted"}') };
  world.requests.push(`${asked.method} ${asked.path} ${String(answer.status)}`);
  world.tell();
  send(response, answer);
}

async function answerOf(world: FlyWorld, asked: Asked): Promise<Answer> {
  try {
    for (const route of routes) {
      const answer = await route(world, asked);
      if (answer !== undefined) return answer;
    }
    world.violations.push(`no such call: ${asked.method} ${asked.path}`);
    return { status: 404, body: { error: 'not found' } };
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, body: { error: error.message } };
    if (error instanceof ZodError || error instanceof SyntaxError) {
      world.violations.push(`${asked.method} ${asked.path}: ${error.message}`);
      return { status: 400, body: { error: error.message } };
    }
    return { status: 500, body: { error: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
}
