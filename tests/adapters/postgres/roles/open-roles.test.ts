import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { migrations } from '../../../../src/adapters/postgres/migrations/index.ts';
import { openLedger } from '../../../../src/adapters/postgres/open-ledger.ts';
import { startEmbedded } from '../../../../src/adapters/postgres/embedded/start-embedded.ts';
import { openRoles } from '../../../../src/adapters/postgres/roles/open-roles.ts';
import { allRights } from '../../../../src/adapters/postgres/roles/rights/index.ts';
import { processRoles } from '../../../../src/core/process-role.ts';
import { urlFor } from '../../../../src/adapters/postgres/roles/role-url.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { freshDatabase } from '../../../world/database.ts';
import { silentLog } from '../../../world/silent-log.ts';
import { type RolesHere, as, everything, places, rolesHere } from './roles-here.ts';

const cleaning: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

async function here(): Promise<RolesHere> {
  const made = await rolesHere();
  cleaning.push(made.drop);
  return made;
}

const open = (url: string, which: Parameters<typeof openRoles>[0]['places'] = places) =>
  openRoles({ url, places: which, clock: systemClock, log: silentLog });

const count = (url: string, statement: string): Promise<number | null> =>
  as(url, async (session) => (await session.query(statement)).rowCount);

test('every table has its line of rights; what no line says, no role may', async () => {
  const { url, names } = await here();
  const { rows } = await as(url, (owner) =>
    owner.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`),
  );
  const tables = rows.map(({ name }) => name).filter((name) => !name.startsWith('kysely'));
  expect(tables.toSorted()).toEqual([...new Set(allRights.map(({ table }) => table))].toSorted());
  for (const role of processRoles) {
    const { rows: held } = await as(url, (owner) =>
      owner.query<{ name: string; may: string }>(
        `SELECT t.name, verb AS may FROM unnest($1::text[]) AS t (name), unnest($2::text[]) AS v (verb)
         WHERE has_table_privilege($3, t.name, verb)
           OR (verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege($3, t.name, verb))`,
        [
          [...tables, 'kysely_migration', 'kysely_migration_lock'],
          ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
          names[role],
        ],
      ),
    );
    const said = allRights
      .filter((one) => one.role === role)
      .flatMap(({ table, its }) =>
        (['select', 'insert', 'update', 'delete'] as const)
          .filter((verb) => its[verb] !== undefined)
          .map((verb) => `${table} ${verb.toUpperCase()}`),
      );
    expect(held.map(({ name, may }) => `${name} ${may}`).toSorted()).toEqual(
      [...said, 'kysely_migration SELECT'].toSorted(),
    );
  }
});

test('opened again it says the same, changes nothing, and waits for nobody who is at work', async () => {
  const { url, addresses, names } = await here();
  const before = await everything(url);
  await as(addresses['worker-staging'], async (staging) => {
    await staging.query('BEGIN');
    await staging.query('SELECT * FROM deployments, steps, audit, intents, projections, locks, leases');
    expect({ ...(await open(url)), owner: url }).toEqual(addresses);
    await staging.query('COMMIT');
  });
  expect(await everything(url)).toEqual(before);
  expect(names['worker-staging']).toMatch(/^greenroom_\d+_staging$/);
});

test('two copies that start at once on a new database come to the same', async () => {
  const database = await freshDatabase();
  cleaning.push(database.drop);
  const [one, other] = await Promise.all([open(database.url), open(database.url)]);
  expect(one).toEqual(other);
  expect(await count(one.web, 'SELECT 1')).toBe(1);
});

test('what was given or taken by hand is put right at the next start', async () => {
  const { url, addresses, names } = await here();
  const before = await everything(url);
  const staging = names['worker-staging'];
  await as(url, async (owner) => {
    await owner.query(`GRANT ALL ON approvals TO ${staging}`);
    await owner.query(`GRANT UPDATE (promotion) ON deployments TO ${staging}`);
    await owner.query(`REVOKE INSERT ON steps FROM ${staging}`);
    const { rows } = await owner.query<{ policyname: string }>(
      `SELECT policyname FROM pg_policies WHERE tablename = 'deployments' AND policyname LIKE '%staging_update%'`,
    );
    await owner.query(`DROP POLICY ${rows[0]?.policyname} ON deployments`);
    await owner.query(
      `CREATE POLICY greenroom_worker_staging_update_0 ON deployments FOR UPDATE TO ${staging} USING (true)`,
    );
    await owner.query('ALTER TABLE locks DISABLE ROW LEVEL SECURITY');
    await owner.query(`UPDATE environments SET tier = 'staging'`);
    await owner.query(`ALTER ROLE ${staging} PASSWORD 'other'`);
  });
  await open(url);
  expect(await everything(url)).toEqual(before);
  expect(await count(addresses['worker-staging'], 'SELECT 1')).toBe(1);
});

test('an environment that the config no longer names is nobody’s to write', async () => {
  const { url, addresses } = await here();
  const take = `INSERT INTO leases VALUES ('advent', 'staging', 1, 'me', 1, now())`;
  await open(url, places.slice(1));
  await expect(count(addresses['worker-staging'], take)).rejects.toMatchObject({ code: '42501' });
  await open(url);
  expect(await count(addresses['worker-staging'], take)).toBe(1);
});

test('nobody gets in as another: not with their own password, and not as the owner', async () => {
  const { url, addresses, names } = await here();
  const passwords = processRoles.map((role) => new URL(addresses[role]).password);
  expect(new Set([...passwords, new URL(url).password]).size).toBe(5);
  for (const who of [...processRoles, 'owner'] as const) {
    for (const password of passwords.filter((one) => one !== new URL(addresses[who]).password)) {
      const tries = count(urlFor(url, names[who], password), 'SELECT 1');
      await expect(tries).rejects.toMatchObject({ code: '28P01' });
    }
    expect(await count(addresses[who], 'SELECT 1')).toBe(1);
  }
});

/** A database of somebody who is no superuser, as managed databases give it. */
async function plainOwner(): Promise<{
  readonly url: string;
  readonly grant: (attribute: string) => Promise<unknown>;
}> {
  const { url, drop } = await freshDatabase();
  const name = `plain_${new URL(url).pathname.slice(-16)}`;
  await as(url, async (admin) => {
    await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
    await admin.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${name}`);
    await admin.query('DROP SCHEMA public CASCADE');
  });
  const own = urlFor(url, name, 'p');
  await as(own, (owner) => owner.query('CREATE SCHEMA public'));
  cleaning.push(drop);
  return { url: own, grant: (attribute) => as(url, (admin) => admin.query(`ALTER ROLE ${name} ${attribute}`)) };
}

test('an owner who may not create roles is told what to grant, and how to do without', async () => {
  const { url, grant } = await plainOwner();
  const refused = open(url);
  await expect(refused).rejects.toMatchObject({ name: 'RolesRefused' });
  await expect(refused).rejects.toThrow(
    /user plain_\w+ may not create roles, and these are missing: greenroom_\d+_web.*ALTER ROLE "plain_\w+" CREATEROLE.*--role all/,
  );
  await grant('CREATEROLE');
  const roles = await open(url);
  expect(await open(url)).toEqual(roles);
  await expect(count(roles['worker-staging'], 'DELETE FROM approvals')).rejects.toMatchObject({ code: '42501' });
  // The owner works on, as where one process has one role for everything.
  const opened = await openLedger({ url, instance: 'owner', clock: systemClock, log: silentLog });
  expect(await opened.admin.verifyAudit()).toMatchObject({ ok: true });
  await opened.close();
});

test('a role of that name that is more than it should be is refused', async () => {
  const { url, names } = await here();
  for (const [spoil, found, mend] of [
    [`ALTER ROLE ${names.bot} SUPERUSER`, 'has more attributes than LOGIN', `ALTER ROLE ${names.bot} NOSUPERUSER`],
    [
      `GRANT ${names['worker-production']} TO ${names.bot}`,
      `is a member of ${names['worker-production']}`,
      `REVOKE ${names['worker-production']} FROM ${names.bot}`,
    ],
  ] as const) {
    await as(url, (owner) => owner.query(spoil));
    await expect(open(url)).rejects.toThrow(`a role ${names.bot} that Greenroom has not made like this: it ${found}`);
    await as(url, (owner) => owner.query(mend));
  }
  await open(url);
});

test('a server that believes everybody is refused', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'greenroom-roles-'));
  cleaning.push(() => rm(dataDir, { recursive: true, force: true }));
  const server = await startEmbedded({ dataDir, log: silentLog });
  cleaning.push(() => server.stop());
  const { rows } = await as(server.url, (owner) =>
    owner.query<{ file: string }>(`SELECT current_setting('hba_file') AS file`),
  );
  const file = rows[0]?.file ?? join(dataDir, 'pg_hba.conf');
  const strict = await readFile(file, 'utf8');
  const reload = async (text: string): Promise<void> => {
    await writeFile(file, text);
    await as(server.url, (owner) => owner.query('SELECT pg_reload_conf()'));
  };
  await reload(`host all all 127.0.0.1/32 trust\nlocal all all trust\n`);
  await expect(open(server.url)).rejects.toThrow(/lets greenroom_\d+_\w+ in with a wrong password.*Replace “trust”/);
  await reload(strict);
  expect(await count((await open(server.url)).bot, 'SELECT 1')).toBe(1);
});

test('a role neither makes nor changes tables: it finds them as it knows them, or says what to do', async () => {
  const { url, addresses } = await here();
  const [before = '', newest = ''] = Object.keys(migrations).slice(-2);
  const start = () => openLedger({ url: addresses.bot, instance: 'bot', clock: systemClock, log: silentLog });
  await (await start()).close();
  const owner = (statement: string) => as(url, (session) => session.query(statement));
  await owner(`UPDATE kysely_migration SET name = '0099-new' WHERE name = '${newest}'`);
  await expect(start()).rejects.toThrow('The ledger has migration 0099-new, which this Greenroom does not know');
  await owner(`DELETE FROM kysely_migration WHERE name = '0099-new'`);
  await expect(start()).rejects.toThrow(
    new RegExp(
      `newest migration is ${before}; this Greenroom wants ${newest}.*DATABASE_URL of the database’s owner first`,
    ),
  );
  await owner('ALTER SCHEMA public RENAME TO away');
  await expect(start()).rejects.toThrow(
    'There is no ledger in this database, and this database user may not make one.',
  );
});

test.for([
  ['postgres://me:secret@db:5432/ledger?application_name=x', 'postgres://r:p@db:5432/ledger?application_name=x'],
  ['postgres://db/ledger?user=me&password=secret', 'postgres://r:p@db/ledger'],
  ['postgres://me@%2Frun%2Fpostgresql/ledger', 'postgres://r:p@%2Frun%2Fpostgresql/ledger'],
])('%s is, for another, %s', ([url, another]) => {
  expect(urlFor(url ?? '', 'r', 'p')).toBe(another);
  expect(new pg.Client({ connectionString: another }).user).toBe('r');
});

test('an address without a host is refused in words', () => {
  expect(() => urlFor('postgres://me@/ledger?host=/run', 'r', 'p')).toThrow(/names no host.*Wanted: postgres:/);
});
