import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Connected, connect } from '../../../src/adapters/postgres/connect.ts';
import { type Trx, inTransaction } from '../../../src/adapters/postgres/database.ts';
import { silentLog } from '../../world/silent-log.ts';
import { HeldClock, afterwards, ledgerHere } from './ledger-here.ts';

const by = { discordId: '11', name: 'ana' };

test('however many ask at once, a ledger has three connections for them, and each is through', async () => {
  const { ledger, url } = await ledgerHere(new HeldClock());
  const looking = new pg.Client({ connectionString: url });
  await looking.connect();
  onTestFinished(() => looking.end());
  const expiresAt = new HeldClock().now() + 3_600_000;
  const taken = await Promise.all(
    Array.from({ length: 24 }, (_, at) =>
      ledger.locks.take({ project: 'advent', environment: `e${at}`, reason: 'mine', by, expiresAt }, false),
    ),
  );
  expect(taken.filter(({ ok }) => ok)).toHaveLength(24);
  // Those that are for one thing alone say so in their name: “… lives”, “… listens”, “… receives”.
  const { rows } = await looking.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name ~ '^greenroom \\S+$'`,
  );
  expect(rows).toEqual([{ count: 3 }]);
});

describe('who is in the middle of a transaction', () => {
  const locks = (db: Pick<Trx, 'selectFrom'>) => db.selectFrom('locks').selectAll().execute();
  const refusal = 'asked for a second connection; ask it by its trx';

  async function somebody(): Promise<Connected> {
    const { url } = await ledgerHere(new HeldClock());
    const connected = connect(url, 'somebody', silentLog);
    afterwards(() => connected.db.destroy());
    return connected;
  }

  test('asks by it, and is refused a second connection at once, however many are free', async () => {
    const { db, pool } = await somebody();
    expect(await inTransaction(db, locks)).toEqual([]);
    const forgetting = [
      () => locks(db),
      () => pool.query('SELECT 1'),
      () => inTransaction(db, locks),
      async () => Promise.all([1, 2].map(() => locks(db))),
    ];
    for (const forgets of forgetting) await expect(inTransaction<unknown>(db, forgets)).rejects.toThrow(refusal);
    // Nothing of it is left in hand.
    expect(pool).toMatchObject({ waitingCount: 0, totalCount: 1, idleCount: 1 });
  });

  test('may ask another ledger, which may not ask the first one back', async () => {
    const [here, there] = [await somebody(), await somebody()];
    expect(await inTransaction(here.db, () => inTransaction(there.db, locks))).toEqual([]);
    expect(await inTransaction(here.db, async () => [await locks(there.db), await locks(there.db)])).toEqual([[], []]);
    const back = inTransaction(here.db, () => inTransaction(there.db, () => locks(here.db)));
    await expect(back).rejects.toThrow(refusal);
  });

  test('holds nothing for what it has set going and not waited for, once it is over', async () => {
    const { db } = await somebody();
    const over = Promise.withResolvers<undefined>();
    const later = await inTransaction(db, async () => ({ asks: over.promise.then(() => locks(db)) }));
    over.resolve(undefined);
    expect(await later.asks).toEqual([]);
  });
});
