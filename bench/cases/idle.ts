import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Theatre } from '../../tests/world/theatre.ts';
import type { Case, Row } from '../case.ts';
import { type BenchDatabase, openDatabase } from '../world/database.ts';
import { type Seen, memoryOf, processes } from '../world/processes.ts';

const calmSeconds = 15;
const watchedSeconds = 20;
const mostMiB = 300;

/** Both environments up, nothing to do: what it takes to be there, in one process and with each role apart. */
export const idle: Case = {
  name: 'idle',
  async run(say) {
    const one = await rest('all', say);
    // Only root can be several users.
    return process.getuid?.() === 0 ? [...one, ...(await rest('apart', say))] : one;
  },
};

async function rest(role: 'all' | 'apart', say: (progress: string) => void): Promise<Row[]> {
  const database = await openDatabase();
  const theatre = await Theatre.open({ database, rateLimits: 'discord', started: false, config: { poll: '60s' } });
  try {
    await theatre.starts(role);
    say('one commit to staging and on to production');
    await theatre.promotes(await theatre.stages());
    say(`waiting ${String(calmSeconds)} s for it to become calm`);
    await wait(calmSeconds * 1000);
    say(`counting for ${String(watchedSeconds)} s`);
    const perSecond = await transactions(database.url, () => wait(watchedSeconds * 1000));
    return rows(role, groups(theatre, database), perSecond);
  } finally {
    await theatre.close();
  }
}

interface Groups {
  readonly greenroom: readonly Seen[];
  readonly hosts: readonly Seen[];
  readonly apps: readonly Seen[];
  readonly postgres: readonly Seen[];
}

function groups(theatre: Theatre, database: BenchDatabase): Groups {
  const all = processes();
  const isHost = (one: Seen): boolean =>
    one.args.some((arg) => arg.endsWith('/bin/host.js')) && one.args.includes(`${theatre.folder}/data`);
  const hosts = all.filter(isHost);
  const server = all.filter(
    (one) => one.args.includes('-D') && one.args.some((arg) => arg.startsWith(database.folder)),
  );
  const isOurs = (pid: number): boolean =>
    theatre.processes.some((one) => one.pid === pid) ||
    all.some(
      (one) =>
        one.pid === pid && theatre.processes.some((its) => its.pid === one.parent) && one.args.includes('--role'),
    );
  return {
    // With what it keeps to start programs.
    greenroom: all.filter(
      ({ pid, parent, args }) => isOurs(pid) || (isOurs(parent) && args.some((arg) => arg.endsWith('/bin/forker.js'))),
    ),
    hosts,
    apps: all.filter(({ parent }) => hosts.some(({ pid }) => pid === parent)),
    postgres: [...server, ...all.filter(({ parent }) => server.some(({ pid }) => pid === parent))],
  };
}

/** Committed and rolled back ones of the whole database, the queue's included, a second. */
async function transactions(url: string, meanwhile: () => Promise<void>): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const look = async (): Promise<number> => {
    const { rows } = await client.query<{ count: string }>(
      'SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(rows[0]?.count);
  };
  const before = await look();
  await meanwhile();
  const after = await look();
  await client.end();
  return (after - before) / watchedSeconds;
}

function rows(role: string, { greenroom, hosts, apps, postgres }: Groups, perSecond: number): Row[] {
  const shown = (group: readonly Seen[]): string => {
    const { rss, pss } = memoryOf(group);
    return `PSS ${pss.toFixed(0)} MiB, RSS ${rss.toFixed(0)} MiB (${String(group.length)})`;
  };
  const together = memoryOf([...greenroom, ...hosts]);
  const said = role === 'all' ? 'all in one process' : 'each role apart';
  return [
    { what: `${said} (processes)`, value: shown(greenroom) },
    { what: 'hosts of both environments', value: shown(hosts) },
    {
      what: 'Greenroom together, RSS',
      value: `${together.rss.toFixed(0)} MiB`,
      bar: { wanted: `under ${String(mostMiB)} MiB`, met: together.rss < mostMiB },
    },
    {
      what: 'Greenroom together, PSS',
      value: `${together.pss.toFixed(0)} MiB`,
      bar: { wanted: `under ${String(mostMiB)} MiB`, met: together.pss < mostMiB },
    },
    { what: 'the apps, for the record', value: shown(apps) },
    { what: 'PostgreSQL, for the record', value: shown(postgres) },
    { what: 'transactions at the ledger', value: `${perSecond.toFixed(1)}/s` },
  ];
}
