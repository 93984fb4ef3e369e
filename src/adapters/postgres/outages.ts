import type { Selectable } from 'kysely';
import type { Outage } from '../../core/outage.ts';
import { newId } from '../../platform/ids.ts';
import type { Outages } from '../../ports/outages.ts';
import { type Database, type Store, inTransaction, notification } from './database.ts';
import { showOutage } from './deployments/projection-rows.ts';
import { present, storable } from './stored.ts';
import type { Tables } from './tables.ts';

function toOutage(row: Selectable<Tables['outages']>): Outage {
  const { id, project, environment, code, detail, since, version } = row;
  return { id, project, environment, code, detail, since, version, ...present({ endedAt: row.ended_at }) };
}

export function createOutages({ db, clock }: Store): Outages {
  return {
    begin: ({ project, environment, code, detail, since }) =>
      inTransaction(db, async (trx) => {
        const written = await trx
          .insertInto('outages')
          .values({
            id: newId(clock.now()),
            project,
            environment,
            code,
            detail: storable(detail),
            since,
            ended_at: null,
          })
          .onConflict((on) =>
            on
              .columns(['project', 'environment'])
              .where('ended_at', 'is', null)
              .doUpdateSet((row) => ({
                code: row.ref('excluded.code'),
                detail: row.ref('excluded.detail'),
                version: row('outages.version', '+', 1),
              }))
              // Each try says it in slightly other words; only another reason is news.
              .whereRef('outages.code', '<>', 'excluded.code'),
          )
          .returning(['id', 'version'])
          .executeTakeFirst();
        if (written === undefined) return;
        await showOutage(trx, clock, { ...written, project, environment });
      }),

    // One statement: it is asked at every look that goes well.
    end: async (project, environment) => {
      await db
        .with('ended', (from) =>
          from
            .updateTable('outages')
            .set((row) => ({ ended_at: clock.now(), version: row('version', '+', 1) }))
            .where('project', '=', project)
            .where('environment', '=', environment)
            .where('ended_at', 'is', null)
            .returning(['id', 'version']),
        )
        .with('shown', (from) =>
          from
            .updateTable('projections')
            .from('ended')
            .set((row) => ({ wanted: row.ref('ended.version') }))
            .where('kind', '=', 'outage')
            .whereRef('subject', '=', 'ended.id'),
        )
        .selectFrom('ended')
        .select(notification.as('told'))
        .execute();
    },
  };
}

export async function outageById(db: Database, id: string): Promise<Outage | undefined> {
  const row = await db.selectFrom('outages').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toOutage(row);
}

/** Those that last. */
export async function outagesOf(db: Database, project: string): Promise<Outage[]> {
  const rows = await db
    .selectFrom('outages')
    .selectAll()
    .where('project', '=', project)
    .where('ended_at', 'is', null)
    .orderBy('since')
    .execute();
  return rows.map(toOutage);
}
