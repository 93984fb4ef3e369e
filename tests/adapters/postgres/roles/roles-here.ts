import pg from 'pg';
import { openLedger } from '../../../../src/adapters/postgres/open-ledger.ts';
import { openRoles } from '../../../../src/adapters/postgres/roles/open-roles.ts';
import type { ProcessRole } from '../../../../src/core/process-role.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { type TestDatabase, freshDatabase } from '../../../world/database.ts';
import { silentLog } from '../../../world/silent-log.ts';
import { deployment, promotion } from '../ledger-here.ts';

export const places = [
  { project: 'advent', environment: 'staging', tier: 'staging' },
  { project: 'advent', environment: 'production', tier: 'production' },
] as const;

export type Who = ProcessRole | 'owner';

export interface RolesHere extends TestDatabase {
  readonly addresses: Readonly<Record<Who, string>>;
  /** Name of each role in the database. */
  readonly names: Readonly<Record<Who, string>>;
}

export async function rolesHere(): Promise<RolesHere> {
  const database = await freshDatabase();
  const roles = await openRoles({ url: database.url, places, clock: systemClock, log: silentLog });
  const addresses = { ...roles, owner: database.url };
  const name = (who: Who): string => new URL(addresses[who]).username;
  return {
    ...database,
    addresses,
    names: {
      owner: name('owner'),
      web: name('web'),
      bot: name('bot'),
      'worker-staging': name('worker-staging'),
      'worker-production': name('worker-production'),
    },
  };
}

/** What `use` does in a session of this role. */
export async function as<T>(address: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The ledger, opened as this role. */
export function ledgerOf(address: string): ReturnType<typeof openLedger> {
  return openLedger({ url: address, instance: 'roles', clock: systemClock, log: silentLog, patienceMs: 10_000 });
}

export interface Ids {
  readonly names: RolesHere['names'];
  readonly staged: string;
  readonly bad: string;
  readonly card: string;
  readonly release: string;
}

/** Something of staging and of production in every table that staging could want to write. */
export async function fill({ url, names }: RolesHere): Promise<Ids> {
  const opened = await ledgerOf(url);
  const { ledger, leases, projections, intents } = opened;
  const by = { discordId: '1', name: 'ana' };
  const [here, there] = [
    await leases.acquire({ project: 'advent', name: 'staging' }),
    await leases.acquire({ project: 'advent', name: 'production' }),
  ];
  if (here === undefined || there === undefined) throw new Error('not acquired');
  const staged = await ledger.wait(deployment());
  await ledger.move(staged.id, 'start', {}, here);
  const artifact = { service: 'api', key: 'k', digest: `sha256:${'1'.repeat(64)}` } as const;
  await ledger.recordArtifact(artifact, 'a'.repeat(40), 'advent');
  const release = await ledger.recordRelease('advent', 'a'.repeat(40), [artifact]);
  await ledger.setRelease(staged.id, release, here);
  await ledger.startStep(staged.id, 'fetch', here);
  await ledger.appendLog(staged.id, 'fetch', 'so');
  await ledger.recordSuite(staged.id, { name: 's', ok: true, passed: 1, failed: 0, skipped: 0, failures: [] }, here);
  await ledger.recordEvidence('advent', 'staging', release.id, staged.id, {}, here);
  await ledger.recordMigrations(staged.id, [{ path: 'm', blob: 'b', class: 'additive' }], here);

  const bad = await ledger.wait({ ...promotion('0'), release });
  await ledger.move(bad.id, 'start', {}, there);
  await ledger.startStep(bad.id, 'fetch', there);
  await ledger.appendLog(bad.id, 'fetch', 'so');
  await ledger.recordMigrations(bad.id, [{ path: 'm', blob: 'b', class: 'additive' }], there);
  await ledger.recordEvidence('advent', 'production', release.id, bad.id, {}, there);
  await ledger.setSteps(bad.id, [...bad.steps.map(({ name }) => name), 'restart'], there);
  await ledger.move(bad.id, 'fail', { code: 'verify.unhealthy', detail: 'd' }, there);
  const card = await ledger.wait({ ...promotion('1'), release });
  await ledger.recordApprovals(card.id, [{ userId: '2', name: 'ben', standing: 'counts', seenAt: 3 }], []);
  const row = await projections.forSubject('discord', 'card', card.id);
  if (row === undefined) throw new Error('no card');
  await projections.external(row.id, { channelId: '5', messageId: '6' });

  for (const environment of ['staging', 'production']) {
    await ledger.locks.take({ project: 'advent', environment, reason: 'r', by, expiresAt: 9e15 }, false);
    await ledger.recordObservation('advent', environment, { at: 7, services: [] });
  }
  await ledger.endEvidence('advent', 'staging', { cause: 'reset', detail: 'd' });
  await ledger.freezes.set({ project: 'advent', environment: 'production', reason: 'r', by, from: 1, until: 9e15 });
  const about = { project: 'advent', environment: 'production', tier: 'production' } as const;
  const wish = { ...about, kind: 'promote', actor: by } as const;
  await intents.ask(wish, { interactionId: 'i', applicationId: 'a', token: 't', channelId: 'c', userId: 'u', at: 1 });
  await intents.append({ ...about, environment: 'staging', tier: 'staging', kind: 'deploy', actor: by });
  await opened.close();
  return { names, staged: staged.id, bad: bad.id, card: card.id, release: release.id };
}

/** All that a role could have changed: every row, and who may do what. */
export async function everything(url: string): Promise<unknown> {
  return as(url, async (owner) => {
    const { rows: tables } = await owner.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const state: Record<string, unknown> = {};
    for (const { name } of tables) {
      state[name] = (await owner.query(`SELECT t::text AS row FROM ${name} t ORDER BY 1`)).rows;
    }
    state['who may what'] = (
      await owner.query(`
        SELECT relname, relacl::text, relrowsecurity, relowner,
          (SELECT string_agg(attname || attacl::text, ' ' ORDER BY attnum) FROM pg_attribute a WHERE attrelid = c.oid) AS columns,
          (SELECT string_agg(tgname || tgenabled::text, ' ' ORDER BY tgname) FROM pg_trigger WHERE tgrelid = c.oid) AS triggers
        FROM pg_class c WHERE relnamespace = 'public'::regnamespace ORDER BY relname`)
    ).rows;
    state['policies'] = (await owner.query('SELECT * FROM pg_policies ORDER BY tablename, policyname')).rows;
    state['functions'] = (
      await owner.query(`SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`)
    ).rows;
    state['roles'] = (
      await owner.query(`
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolconfig,
          (SELECT string_agg(roleid::regrole::text, ' ') FROM pg_auth_members WHERE member = r.oid) AS member_of
        FROM pg_roles r WHERE rolname LIKE 'greenroom\\_' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '\\_%'
        ORDER BY 1`)
    ).rows;
    return state;
  });
}
