import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, inTransaction } from '../database.ts';
import { present, storable } from '../stored.ts';
import { auditDeployment, lockUnderLease } from './change.ts';

/** Rows of one statement: PostgreSQL takes 65535 parameters, and hostile folders hold any number of files. */
const page = 1_000;

/** What an environment's database may have seen. Nothing here is ever taken back: neither is a migration. */
export function createAppliedMigrations({ db, clock }: Store): Pick<Ledger, 'recordMigrations' | 'appliedMigrations'> {
  return {
    recordMigrations: (id, migrations, lease) =>
      inTransaction(db, async (trx) => {
        const row = await lockUnderLease(trx, id, lease);
        if (row.state !== 'running')
          throw new Error(`deployment #${row.number} is ${row.state}; wanted running to write its migrations down`);
        const rows = migrations.map((one) => ({
          project: row.project,
          environment: row.environment,
          path: storable(one.path),
          blob: one.blob,
          class: one.class,
          why: one.why === undefined ? null : storable(one.why),
          deployment: id,
          at: clock.now(),
        }));
        const fresh: { path: string; class: string }[] = [];
        for (let from = 0; from < rows.length; from += page) {
          const written = await trx
            .insertInto('applied_migrations')
            .values(rows.slice(from, from + page))
            .onConflict((conflict) => conflict.columns(['project', 'environment', 'path', 'blob']).doNothing())
            .returning(['path', 'class'])
            .execute();
          fresh.push(...written);
        }
        // Told again after an answer that was lost on the way, or nothing new.
        if (fresh.length === 0) return;
        await auditDeployment(trx, clock, row, {
          kind: 'deployment.migrations',
          facts: {
            number: row.number,
            commit: row.commit,
            count: fresh.length,
            migrations: fresh.slice(0, 50).map((one) => `${one.class}: ${one.path}`),
          },
        });
      }),

    appliedMigrations: async (project, environment) => {
      const rows = await db
        .selectFrom('applied_migrations as m')
        .innerJoin('deployments as d', 'd.id', 'm.deployment')
        .select(['m.path', 'm.blob', 'm.class', 'm.why', 'd.number'])
        .where('m.project', '=', project)
        .where('m.environment', '=', environment)
        .orderBy('d.number')
        .orderBy('m.path')
        .execute();
      return rows.map(({ path, blob, class: its, why, number }) => ({
        path,
        blob,
        class: its,
        deployment: number,
        ...present({ why }),
      }));
    },
  };
}
