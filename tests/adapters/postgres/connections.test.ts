import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { HeldClock, ledgerHere } from './ledger-here.ts';

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
