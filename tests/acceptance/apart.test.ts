import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GreenroomProcess } from '../world/greenroom-process.ts';
import { forkersOf } from '../world/forkers-of.ts';
import { parentOf } from '../world/parent-of.ts';
import { Theatre } from '../world/theatre.ts';
import { tinyProject } from '../world/tiny-app.ts';
import { until } from '../world/until.ts';

const keys = { staging: 'app-key-of-staging-1f3a', production: 'app-key-of-production-77c2' };
const roleNames = ['web', 'bot', 'worker-staging', 'worker-production'] as const;
type Role = (typeof roleNames)[number];

const environOf = (pid: number): string => readFileSync(`/proc/${String(pid)}/environ`, 'utf8');
const uidOf = (pid: number): string =>
  /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '';

/** As whoever this process is, in the namespace that it is in: what it can read of all processes, and below a folder. */
function seenAs(pid: number, folder: string): string {
  const own = uidOf(pid);
  const inside = /^\s*0\s+\d+\s+1$/m.test(readFileSync(`/proc/${String(pid)}/uid_map`, 'utf8'));
  const script = `cat /proc/[0-9]*/environ; find "${folder}" -type f -not -path '*/objects/*' -exec cat {} +`;
  const argv = inside
    ? ['nsenter', `--user=/proc/${String(pid)}/ns/user`, '--setuid', '0', '--setgid', '0', '--', 'sh', '-c', script]
    : ['setpriv', '--reuid', own, '--regid', own, '--clear-groups', '--', 'sh', '-c', script];
  const [program = '', ...args] = argv;
  return spawnSync(program, args, {
    encoding: 'latin1',
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH: process.env['PATH'] ?? '' },
  }).stdout;
}

/** Makes packages that are others each time, so that it can be told whether they were made once or twice. */
const install = {
  from: ['package.json'],
  run: [['node', '-e', "require('node:fs').writeFileSync('packages.txt', require('node:crypto').randomUUID())"]],
};
const { api } = tinyProject.services;
const services = { api: { ...api, build: { local: { ...api.build.local, install } } } };

/** Only root can be several users. */
describe.skipIf(process.getuid?.() !== 0)('Greenroom started as root, with no role named', () => {
  let theatre: Theatre;
  let greenroom: GreenroomProcess;
  beforeAll(async () => {
    theatre = await Theatre.open({ started: false, appKeys: keys, project: { services } });
    greenroom = await theatre.starts('apart');
  });
  afterAll(() => theatre.close());

  const pidOf = (role: Role): number => {
    const found = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((pid) => {
        try {
          const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
          const line = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0');
          return status.includes(`PPid:\t${String(greenroom.pid)}\n`) && line.includes('--role') && line.includes(role);
        } catch {
          return false;
        }
      });
    return found ?? 0;
  };
  const pids = (): Record<Role, number> => ({
    web: pidOf('web'),
    bot: pidOf('bot'),
    'worker-staging': pidOf('worker-staging'),
    'worker-production': pidOf('worker-production'),
  });

  it('has a connection for webhooks ready at its front door, and at nobody else', async () => {
    const client = new Client({ connectionString: theatre.database.url });
    await client.connect();
    const { rows } = await client.query<{ usename: string }>(
      "SELECT usename FROM pg_stat_activity WHERE application_name LIKE '% receives' AND datname = current_database()",
    );
    await client.end();
    expect(rows.map(({ usename }) => usename)).toEqual([expect.stringMatching(/^greenroom_\d+_web$/)]);
  });

  it('takes a push through staging, and with another’s approval to production', async () => {
    const commit = await theatre.stages({}, 'First');
    theatre.reacts('ben', await theatre.asksForProduction(commit));
    await theatre.serves('production', commit);
    await theatre.reads(new RegExp(`production ✅[^\\n]*${commit.slice(0, 7)}`));
  });

  it('builds with the packages of the build before, where a push leaves the files alone that they are made of', async () => {
    const packages = (): string[] => {
      const stored = `${theatre.folder}/data/artifacts`;
      return readdirSync(stored).map((name) => readFileSync(`${stored}/${name}/tree/packages.txt`, 'utf8'));
    };
    // The packages themselves, and what was built with them.
    expect(packages().length).toBe(2);
    await theatre.stages({}, 'Second');
    expect(packages().length).toBe(3);
    expect(new Set(packages()).size).toBe(1);
  });

  it('starts no program for pushed code that could make whoever starts it another user', () => {
    const { 'worker-staging': staging, 'worker-production': production } = pids();
    for (const pid of [staging, production])
      expect(readFileSync(`/proc/${String(pid)}/status`, 'utf8')).toMatch(/^NoNewPrivs:\t1$/m);
  });

  it('is four processes of four users, each with the secrets of its work alone', () => {
    const running = pids();
    expect(Object.values(running)).not.toContain(0);
    expect(new Set(Object.values(running).map(uidOf)).size).toBe(4);
    expect(Object.values(running).map(uidOf)).not.toContain('0');
    const held = (role: Role): string[] =>
      ['DISCORD_TOKEN', 'GITHUB_TOKEN', 'GITHUB_WEBHOOK_SECRET', 'APP_KEY_STAGING', 'APP_KEY_PRODUCTION'].filter(
        (name) =>
          environOf(running[role])
            .split('\0')
            .some((one) => one.startsWith(`${name}=`)),
      );
    expect(held('web')).toEqual(['GITHUB_WEBHOOK_SECRET']);
    expect(held('bot')).toEqual(['DISCORD_TOKEN']);
    expect(held('worker-staging')).toEqual(['DISCORD_TOKEN', 'GITHUB_TOKEN', 'APP_KEY_STAGING']);
    expect(held('worker-production')).toEqual(['DISCORD_TOKEN', 'GITHUB_TOKEN', 'APP_KEY_PRODUCTION']);
  });

  it('has each reach the ledger with a database role of its own, which no other can read the way to', async () => {
    const running = pids();
    const addressOf = (role: Role): string =>
      environOf(running[role])
        .split('\0')
        .find((one) => one.startsWith('DATABASE_URL='))
        ?.slice('DATABASE_URL='.length) ?? '';
    const passwords = roleNames.map((role) => new URL(addressOf(role)).password);
    expect(new Set(passwords).size).toBe(4);
    // The owner's is in a file that root alone can read.
    expect(passwords.every((password) => password.length >= 32)).toBe(true);
    for (const role of roleNames) {
      const seen = seenAs(running[role], `${theatre.folder}/data`);
      expect(passwords.filter((password) => seen.includes(password))).toEqual([new URL(addressOf(role)).password]);
    }
    const client = new Client({ connectionString: addressOf('worker-staging') });
    await client.connect();
    const { rows } = await client.query<{ user: string; approvals: string }>(
      'SELECT current_user AS user, (SELECT count(*) FROM approvals) AS approvals',
    );
    expect(rows[0]?.user).toMatch(/^greenroom_\d+_staging$/);
    // There are some: what is refused next is not refused for want of them.
    expect(Number(rows[0]?.approvals)).toBeGreaterThan(0);
    for (const statement of [
      `UPDATE approvals SET standing = 'counts'`,
      `UPDATE deployments SET state = 'running' WHERE environment = 'production'`,
      'DELETE FROM audit',
      `CREATE TABLE bullmq.mine ()`,
      `SELECT pg_read_file('/etc/passwd')`,
    ])
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });

  it('none of them, nor any app, can read another’s secrets in /proc or in the data folder', async () => {
    const running = pids();
    const data = `${theatre.folder}/data`;
    // What is not there for root would prove nothing.
    expect(seenAs(process.pid, data)).toContain(keys.production);
    const app = (place: 'staging' | 'production'): number =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .find((pid) => {
          try {
            return environOf(pid).includes(`APP_KEY=${keys[place]}`);
          } catch {
            return false;
          }
        }) ?? 0;
    const sees = (pid: number): string[] => {
      const seen = seenAs(pid, data);
      return Object.values(keys).filter((key) => seen.includes(key));
    };
    expect(sees(running.web)).toEqual([]);
    expect(sees(running.bot)).toEqual([]);
    expect(sees(running['worker-staging'])).toEqual([keys.staging]);
    expect(sees(running['worker-production'])).toEqual([keys.production]);
    expect(sees(app('staging'))).toEqual([keys.staging]);
    expect(sees(app('production'))).toEqual([keys.production]);
  });

  it('says in /readyz which of them is not there; what is killed is started again and goes on', async () => {
    const ready = async () => (await fetch(`http://127.0.0.1:${String(theatre.ports.web)}/readyz`)).json();
    await until('all are there', async () => JSON.stringify(await ready()).includes('"status":"ready"'));
    const commit = await theatre.pushes({}, 'While the worker dies');
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}`));
    const killed = pidOf('worker-staging');
    process.kill(killed, 'SIGKILL');
    await until('it is said to be gone', async () => JSON.stringify(await ready()).includes('not ready'));
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    expect(pidOf('worker-staging')).not.toBe(killed);
  });

  it('leaves no role behind when it is killed itself, and starts again', async () => {
    const roles = Object.values(pids());
    // Each worker has one.
    const forkers = forkersOf(...roles);
    expect(forkers).toHaveLength(2);
    greenroom.kill('SIGKILL');
    await greenroom.ended;
    await until('all roles have ended', () => [...roles, ...forkers].every((pid) => parentOf(pid) === undefined));
    greenroom = await theatre.starts('apart');
    const commit = await theatre.stages({}, 'After the fall');
    await theatre.serves('staging', commit);
  });

  it('does not start where staging and production were given the same secret, and tells where', async () => {
    await greenroom.stop();
    const { code, output } = await theatre.runs(['start'], { APP_KEY_PRODUCTION: keys.staging }).ended;
    expect(code).toBe(2);
    expect(output).toContain('target.services.api.env.APP_KEY: the same value as at');
    expect(output).not.toContain(keys.staging);
    greenroom = await theatre.starts('apart');
  });

  it('ends in order, and says so', async () => {
    const { code, output } = await greenroom.stop();
    expect(code).toBe(0);
    expect(output).toContain('greenroom: ready (each role a process of its own)');
    expect(Object.values(pids())).toEqual([0, 0, 0, 0]);
  });
});
