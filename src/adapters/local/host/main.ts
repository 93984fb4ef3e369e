import { chmodSync, rmSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { collectWhenCalm } from '../../../platform/collect-when-calm.ts';
import { parseJson } from '../../../trust.ts';
import { Host } from './host.ts';
import { claim } from './lock-file.ts';
import { placesOf } from './places.ts';
import { readState, stopsOf } from './state-file.ts';
import { printHeader, switchSchema } from './wire.ts';

/**
 * The host of one environment: a process of its own that keeps apps serving when Greenroom stops or is killed.
 * Arguments: data folder, project, environment, how many stops there were when it was asked for.
 * Answers on a unix socket that only this user can open.
 */
const [dataDir = '', project = '', environment = '', stops = ''] = process.argv.slice(2);
const places = placesOf(dataDir, project, environment);
const lock = claim(places.lockFile);
if (lock === undefined) process.exit(0);
if (wasStoppedSince()) {
  lock.release();
  process.exit(0);
}

const host = new Host(places);
const mostBytes = 1024 * 1024;

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw new Error('the request is too large');
    chunks.push(bytes);
  }
  return parseJson(Buffer.concat(chunks).toString('utf8'));
}

async function answer(request: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  const asked = `${request.method} ${request.url}`;
  if (asked === 'GET /state') return host.state();
  if (asked === 'POST /switch') {
    const print = request.headers[printHeader];
    return host.change(switchSchema.parse(await read(request)), typeof print === 'string' ? print : undefined, signal);
  }
  if (asked === 'POST /stop') {
    setImmediate(() => void end());
    return { ok: true };
  }
  throw new Error(`wanted GET /state, POST /switch or POST /stop, found ${asked}`);
}

/**
 * On a busy machine a host can be so slow to start that it was told to stop, or its twin was, before it claims the
 * lock. It must not come back then. A state that cannot be read is told by `resume`, further down.
 */
function wasStoppedSince(): boolean {
  try {
    return stopsOf(readState(places.stateFile)) !== Number(stops);
  } catch {
    return false;
  }
}

/** The apps first: as long as the socket answers and the lock is held, nobody starts a second host beside us. */
async function end(): Promise<void> {
  await host.close().catch((error: unknown) => void process.stderr.write(`${String(error)}\n`));
  server.close();
  rmSync(places.socket, { force: true });
  if (dirname(places.socket) !== places.folder) rmSync(dirname(places.socket), { recursive: true, force: true });
  lock?.release();
  process.exit(0);
}

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  answer(request, gone.signal).then(
    (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    (error: unknown) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
  );
});
server.requestTimeout = 0;

// Nobody but “stop” ends us: our parent's Ctrl-C and hang-up are not ours.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('SIGTERM', () => void end());

rmSync(places.socket, { force: true });
// Answers while it brings apps back: one that cannot start is told as down, not as unknown.
host.resume().catch((error: unknown) => {
  // A state that cannot be read is not an empty one: going on would forget the highest token and what serves.
  process.stderr.write(`${places.stateFile} cannot be read: ${String(error)}\n`);
  lock?.release();
  process.exit(1);
});
server.listen(places.socket, () => {
  chmodSync(places.socket, 0o600);
  // A host is hardly ever ended in order; the next one is to start as fast all the same.
  flushCompileCache();
  collectWhenCalm();
});
