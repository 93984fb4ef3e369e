import { randomUUID } from 'node:crypto';
import { chown, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../../ports/log.ts';
import { sqlState } from '../database.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import type { Place } from './place.ts';
import { bePresent } from './presence.ts';
import { type Postmaster, hasOrphans, isAlive, readPostmaster } from './postmaster.ts';
import { run } from './run.ts';

const patienceMs = 60_000;
/** A part of its socket's name, and nothing else. */
const socketPort = 5432;
const user = 'greenroom';

export interface Serving {
  /** The database `postgres`, in which nothing is kept. */
  readonly home: string;
  /** The ledger's database. */
  readonly url: string;
  readonly adopted: boolean;
}

function urlOf({ password, socket }: Place, port: number, database: string): string {
  const host = socket === undefined ? '127.0.0.1' : encodeURIComponent(socket);
  return `postgres://${user}:${password}@${host}:${port}/${database}`;
}

/**
 * Ends with a server on this data folder that answers: the one that runs already (a server outlives the process that
 * started it, on purpose), or a new one. Only under the start lock.
 */
export async function ensureServer(place: Place, log: Log): Promise<Serving> {
  const deadline = Date.now() + patienceMs;
  let binaries: Binaries | undefined;
  let adopted = true;
  for (;;) {
    const running = await readPostmaster(place.data);
    if (running !== undefined) {
      const elsewhere = await listensElsewhere(place, running, log);
      if (elsewhere === 'was-stopped') continue;
      if (elsewhere !== undefined) return elsewhere;
      const answer = await ask(place, running);
      if (answer === 'ours')
        return { home: urlOf(place, running.port, 'postgres'), url: await ownDatabase(place, running.port), adopted };
      if (!(await isAlive(running)) && !(await hasOrphans(running))) {
        log.warn({ pid: running.pid }, 'PostgreSQL did not end in order; starting it again');
        await rm(join(place.data, 'postmaster.pid'), { force: true });
        continue;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `PostgreSQL (pid ${running.pid}) does not answer on port ${running.port} (${answer}). ` +
            `See ${join(place.data, 'server.log')}; if that process is none of Greenroom’s, remove ${join(place.data, 'postmaster.pid')}.`,
        );
      }
      await wait(50);
      continue;
    }
    binaries ??= await findBinaries(place.account);
    await initialise(place, binaries);
    adopted = false;
    await start(place, binaries, deadline);
  }
}

/** Before its port is believed: anybody's process can be called postgres, and not everybody's is the server's user's. */
async function isOurs({ account }: Place, running: Postmaster): Promise<boolean> {
  if (!(await isAlive(running))) return false;
  const its = await stat(`/proc/${running.pid}`).catch(() => undefined);
  return account === undefined || its?.uid === account.uid;
}

/**
 * A server that an older version has started, on a port, is stopped, to be started where it belongs, but for where somebody
 * works with it: a command of this version beside a Greenroom of that one takes it as it is.
 */
async function listensElsewhere(
  place: Place,
  running: Postmaster,
  log: Log,
): Promise<Serving | 'was-stopped' | undefined> {
  if (!running.ready || running.socket === (place.socket ?? '') || !(await isOurs(place, running))) return undefined;
  const there = { ...place, socket: running.socket === '' ? undefined : running.socket };
  if ((await ask(there, running)) !== 'ours') return undefined;
  const home = urlOf(there, running.port, 'postgres');
  const asking = await bePresent(home, log);
  const isFree = await asking.isLast();
  await asking.end();
  if (!isFree) return { home, url: await ownDatabase(there, running.port), adopted: true };
  log.info({ pid: running.pid }, 'PostgreSQL is started again: it listens where an older version had it');
  await stopServer(place);
  return 'was-stopped';
}

/** Stops it; the caller knows that nobody else needs it. Only under the start lock. */
export async function stopServer(place: Place): Promise<void> {
  const running = await readPostmaster(place.data);
  // Of a dead one pg_ctl would wait for the end, where it is a zombie without end.
  if (running === undefined || !(await isAlive(running))) return;
  const { pgCtl } = await findBinaries(place.account);
  const argv = ['stop', '-w', '-t', '30', '-m', 'fast', '-D', place.data];
  const { code, output } = await run(pgCtl, argv, { account: place.account, deadlineMs: 40_000 });
  if (code !== 0 && (await readPostmaster(place.data)) !== undefined) {
    throw new Error(`PostgreSQL did not stop: ${output.trim()}`);
  }
}

/** Whether what listens there is the server of this very folder; otherwise why not. */
async function ask(place: Place, running: Postmaster): Promise<string> {
  const client = new pg.Client({
    connectionString: urlOf(place, running.port, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    const found = rows[0]?.data_directory ?? '';
    return (await realpath(found).catch(() => found)) === (await realpath(place.data)) ? 'ours' : `it serves ${found}`;
  } catch (error) {
    if (sqlState(error) === '28P01') return 'it refuses our password';
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Made in a folder of its own and moved into place whole, so that a death in the middle leaves nothing half made. */
async function initialise(place: Place, { initdb }: Binaries): Promise<void> {
  if ((await stat(join(place.data, 'PG_VERSION')).catch(() => undefined)) !== undefined) return;
  const fresh = `${place.data}.${randomUUID()}`;
  const passwordFile = join(place.folder, `initdb-${randomUUID()}`);
  try {
    await writeFile(passwordFile, place.password, { mode: 0o600, flag: 'wx' });
    await mkdir(fresh, { mode: 0o700 });
    if (place.account !== undefined)
      for (const path of [passwordFile, fresh]) await chown(path, place.account.uid, place.account.gid);
    const argv = ['-D', fresh, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const { code, output } = await run(initdb, [...argv, '--encoding=UTF8', '--locale=C', '--no-instructions'], {
      account: place.account,
      deadlineMs: 60_000,
    });
    if (code !== 0) throw new Error(`PostgreSQL’s data folder could not be made in ${place.folder}: ${output.trim()}`);
    await rename(fresh, place.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

/** pg_ctl takes it out of our session and process group: neither Ctrl-C nor kill -9 of Greenroom reaches it. */
async function start(place: Place, { pgCtl }: Binaries, deadline: number): Promise<void> {
  for (;;) {
    const port = place.socket === undefined ? await choosePort(join(place.folder, 'port')) : socketPort;
    const listens =
      place.socket === undefined
        ? '-c listen_addresses=127.0.0.1 -c unix_socket_directories='
        : `-c listen_addresses= -c unix_socket_directories=${place.socket}`;
    // Inside the data folder: beside it another user may not write, and the start would fail in silence.
    const logFile = join(place.data, 'server.log');
    const before = (await stat(logFile).catch(() => undefined))?.size ?? 0;
    const options = `-p ${port} ${listens} -c shared_buffers=64MB -c io_method=sync -c max_logical_replication_workers=0`;
    const { code, output } = await run(
      pgCtl,
      ['start', '-w', '-t', '30', '-D', place.data, '-l', logFile, '-o', options],
      { account: place.account, deadlineMs: 40_000 },
    );
    if (code === 0) return;
    const said = (await since(logFile, before)) || output;
    const passes = /shared memory block|lock file|could not create any (TCP\/IP|Unix-domain) sockets/.test(said);
    if (!passes || Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${said.trim().slice(-2_000)}`);
    // Processes of the server before are still ending, or somebody took the port: the next round finds out.
    await wait(100);
  }
}

/** The port it had before, where that is free; addresses that others remember stay good. */
async function choosePort(file: string): Promise<number> {
  const before = Number(await readFile(file, 'utf8').catch(() => ''));
  const port = (before > 0 ? await listenOnce(before) : undefined) ?? (await listenOnce(0));
  if (port === undefined) throw new Error('There is no free port on 127.0.0.1.');
  await writeFile(file, String(port));
  return port;
}

async function listenOnce(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.on('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

async function since(file: string, from: number): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(Math.max(size - from, 0), 65_536));
    await handle.read(buffer, 0, buffer.length, from);
    return buffer.toString();
  } finally {
    await handle.close();
  }
}

async function ownDatabase(place: Place, port: number): Promise<string> {
  const client = new pg.Client({ connectionString: urlOf(place, port, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [user]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${user}`);
  } finally {
    await client.end();
  }
  return urlOf(place, port, user);
}
