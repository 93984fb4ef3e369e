import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, inTransaction } from '../database.ts';
import { toJson } from '../stored.ts';
import { change, lockUnderLease } from './change.ts';

/** What the suites' reports said; a suite that runs again replaces its report. */
export function createSuites({ db }: Store): Pick<Ledger, 'recordSuite'> {
  return {
    recordSuite: (id, suite, lease) =>
      inTransaction(db, async (trx) => {
        await lockUnderLease(trx, id, lease);
        const { name, ok, passed, failed, skipped } = suite;
        const report = { ok, code: suite.code ?? null, passed, failed, skipped, failures: toJson(suite.failures) };
        const { count } = await trx
          .selectFrom('suites')
          .select((row) => row.fn.countAll<number>().as('count'))
          .where('deployment', '=', id)
          .executeTakeFirstOrThrow();
        await trx
          .insertInto('suites')
          .values({ deployment: id, name, position: count, ...report })
          .onConflict((conflict) => conflict.columns(['deployment', 'name']).doUpdateSet(report))
          .execute();
        await change(trx, id);
      }),
  };
}
