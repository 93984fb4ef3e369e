import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Projection, Projections } from '../../ports/projections.ts';
import type { Store } from './database.ts';
import type { HolderSession } from './holder-session.ts';
import { isFree } from './leases.ts';
import { present, storable, toJson } from './stored.ts';
import type { Tables } from './tables.ts';

/**
 * Claims are by the database's clock, `retryAt` is by the caller's, which is the one it was chosen by. A claim ends
 * with its claimer, as a lease does: after a crash nobody waits for a card until the claim has run out. Where a living
 * claimer lost its session two may show the same row; showing it twice comes to the same.
 */
export function createProjections({ db, clock }: Store, session: HolderSession): Projections {
  return {
    due: async (surface, limit, claimMs) => {
      const me = await session.sought();
      const rows = await db
        .updateTable('projections')
        .set({
          claimed_until: sql`clock_timestamp() + make_interval(secs => ${claimMs / 1000})`,
          claimed_by: me,
        })
        .where('id', 'in', (from) =>
          from
            .selectFrom('projections')
            .select('id')
            .where('surface', '=', surface)
            .whereRef('wanted', '>', 'seen')
            .where((row) => row.or([row('retry_at', 'is', null), row('retry_at', '<=', clock.now())]))
            .where((row) =>
              row.or([
                row('claimed_until', 'is', null),
                sql<boolean>`claimed_until <= clock_timestamp()`,
                row.and([row('claimed_by', 'is not', null), isFree(sql.ref('claimed_by'))]),
              ]),
            )
            // What fails again and again stands behind what was never tried, or some that nobody can show would hold up all.
            .orderBy('attempts')
            .orderBy('id')
            .limit(limit)
            .forUpdate()
            // Two projectors that look at once take different rows instead of waiting for each other.
            .skipLocked(),
        )
        .returningAll()
        .execute();
      return rows.toSorted((left, right) => (left.id < right.id ? -1 : 1)).map(toProjection);
    },

    external: async (id, external) => {
      await db
        .updateTable('projections')
        .set({ external: toJson(external) })
        .where('id', '=', id)
        .execute();
    },

    settled: async (id, shown, seenVersion) => {
      await db
        .updateTable('projections')
        .set({ shown, seen: seenVersion, attempts: 0, error: null, retry_at: null, claimed_until: sql`NULL` })
        .where('id', '=', id)
        .execute();
    },

    later: async (id, retryAt, error) => {
      await db
        .updateTable('projections')
        .set((row) => ({
          retry_at: Math.ceil(retryAt),
          attempts: row('attempts', '+', 1),
          error: error === undefined ? null : storable(error),
          claimed_until: sql`NULL`,
        }))
        .where('id', '=', id)
        .execute();
    },

    bySubjectOf: async (surface, kind, key, value) => {
      const row = await db
        .selectFrom('projections')
        .selectAll()
        .where('surface', '=', surface)
        .where('kind', '=', kind)
        .where(sql<boolean>`external @> ${toJson({ [key]: value })}::jsonb`)
        .limit(1)
        .executeTakeFirst();
      return row && toProjection(row);
    },

    forSubject: async (surface, kind, subject) => {
      const row = await db
        .selectFrom('projections')
        .selectAll()
        .where('surface', '=', surface)
        .where('kind', '=', kind)
        .where('subject', '=', subject)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toProjection(row);
    },
  };
}

function toProjection(row: Selectable<Tables['projections']>): Projection {
  const { id, surface, kind, subject, external, attempts } = row;
  const commit = row.commit === '' ? undefined : row.commit;
  return { id, surface, kind, subject, external, attempts, ...present({ commit, fate: row.fate, shown: row.shown }) };
}
