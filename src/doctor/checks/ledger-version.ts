import { defineCheck, fail, ok } from '../check.ts';

export const ledgerVersion = defineCheck({
  id: 'ledger-version',
  title: 'PostgreSQL’s version',
  wanted: 'PostgreSQL 15 or newer.',
  remedy: 'Update the database server.',
  of: ({ ledger }) => ledger,
  judge: ({ version }) => {
    const said = `${String(Math.floor(version / 10_000))}.${String(version % 10_000)}`;
    return version >= 150_000 ? ok(said) : fail(said);
  },
});
