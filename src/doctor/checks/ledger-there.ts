import { defineCheck, ok } from '../check.ts';

export const ledgerThere = defineCheck({
  id: 'ledger-there',
  title: 'The ledger’s database',
  wanted: 'PostgreSQL answers at DATABASE_URL, or the embedded one starts.',
  remedy: 'See that the database runs and that address, user and password in DATABASE_URL are right.',
  credential: true,
  of: ({ ledger }) => ledger,
  judge: ({ embedded }) => ok(embedded ? 'the embedded one' : 'at DATABASE_URL'),
});
