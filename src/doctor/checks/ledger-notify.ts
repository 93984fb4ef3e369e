import { defineCheck, each, fail, ok } from '../check.ts';

export const ledgerNotify = defineCheck({
  id: 'ledger-notify',
  title: 'A direct connection to the database',
  wanted: 'What one session notifies, another hears: a transaction pooler in between loses it, and leases with it.',
  remedy: 'Set DATABASE_URL to the database’s own address (port 5432 as a rule), not to PgBouncer’s or a “pooled” one.',
  of: ({ ledger }) =>
    each(
      ledger.ok ? { ok: true, value: [ledger.value] } : ledger,
      () => 'NOTIFY',
      ({ notifies }) => notifies,
    ),
  judge: ([heard]) => (heard?.value === true ? ok('NOTIFY was heard') : fail('NOTIFY was not heard within a second')),
});
