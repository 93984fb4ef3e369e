import type { Selectable } from 'kysely';
import type { Freeze } from '../../core/freeze.ts';
import { MovedOn } from '../../core/moved-on.ts';
import { newId } from '../../platform/ids.ts';
import type { Freezes } from '../../ports/freezes.ts';
import { appendAudit } from './audit.ts';
import { type Database, type Store, type Trx, inTransaction, notify } from './database.ts';
import { endIntent } from './intents.ts';
import { storable } from './stored.ts';
import type { Tables } from './tables.ts';

/** Freezes that people have set: setting and lifting them. */
export function createFreezes({ db, clock }: Store): Freezes {
  return {
    standing: (project, environment, at) => freezesIn(db, project, environment, at),

    set: (wanted, fromIntent) =>
      inTransaction(db, async (trx) => {
        const at = clock.now();
        const row = {
          id: newId(at),
          project: wanted.project,
          environment: wanted.environment,
          reason: storable(wanted.reason),
          by_id: storable(wanted.by.discordId),
          by_name: storable(wanted.by.name),
          at,
          starts_at: wanted.from,
          ends_at: wanted.until,
        };
        await trx.insertInto('freezes').values(row).execute();
        // In two hands at once it is one freeze: who lifts it must not find another one behind it.
        if (fromIntent && !(await endIntent(trx, at, fromIntent.id, fromIntent.outcome)))
          throw new MovedOn(`intent ${fromIntent.id}`, 'ended', 'open');
        await notify(trx);
        await appendAudit(trx, clock, [
          {
            kind: 'freeze.set',
            project: row.project,
            environment: row.environment,
            actor: row.by_id,
            facts: { freeze: row.id, reason: row.reason, from: row.starts_at, until: row.ends_at },
          },
        ]);
        return toFreeze(row);
      }),

    lift: (ids, by, reason, fromIntent) =>
      inTransaction(db, async (trx) => {
        const at = clock.now();
        const lifted = await lift(trx, ids, { at, by: storable(by.discordId), reason: storable(reason) });
        if (fromIntent) await endIntent(trx, at, fromIntent.id, fromIntent.outcome);
        if (lifted.length === 0) return;
        await notify(trx);
        const [first, ...others] = lifted.map(({ id, project, environment }) => ({
          kind: 'freeze.lifted' as const,
          project,
          environment,
          actor: by.discordId,
          facts: { freeze: id, reason: storable(reason) },
        }));
        if (first !== undefined) await appendAudit(trx, clock, [first, ...others]);
      }),
  };
}

/** In the order of their ids, so that two who lift the same ones do not wait for each other crosswise. */
async function lift(
  trx: Trx,
  ids: readonly string[],
  how: { readonly at: number; readonly by: string; readonly reason: string },
): Promise<readonly Selectable<Tables['freezes']>[]> {
  const lifted: Selectable<Tables['freezes']>[] = [];
  for (const id of [...new Set(ids)].toSorted()) {
    const row = await trx
      .updateTable('freezes')
      .set({ lifted_at: how.at, lifted_by: how.by, lifted_reason: how.reason })
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) lifted.push(row);
  }
  return lifted;
}

/** Those that are in force or still to come, the earliest first. */
export async function freezesIn(
  db: Database,
  project: string,
  environment: string,
  at: number,
): Promise<readonly Freeze[]> {
  const rows = await db
    .selectFrom('freezes')
    .selectAll()
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('lifted_at', 'is', null)
    .where('ends_at', '>', at)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => toFreeze(row));
}

function toFreeze(row: Omit<Selectable<Tables['freezes']>, 'lifted_at' | 'lifted_by' | 'lifted_reason'>): Freeze {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    reason: row.reason,
    by: { discordId: row.by_id, name: row.by_name },
    at: row.at,
    from: row.starts_at,
    until: row.ends_at,
  };
}
