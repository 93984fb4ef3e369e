import type { Selectable } from 'kysely';
import { type Lock, isInForce } from '../../core/lock.ts';
import { newId } from '../../platform/ids.ts';
import type { Locks } from '../../ports/locks.ts';
import { appendAudit } from './audit.ts';
import { type Database, type Store, type Trx, inTransaction, lockEnvironment, notify } from './database.ts';
import { present, storable } from './stored.ts';
import type { Tables } from './tables.ts';

function toLock(row: Selectable<Tables['locks']>): Lock {
  const { id, project, environment, kind, reason, at } = row;
  return {
    id,
    project,
    environment,
    kind,
    reason,
    at,
    ...present({ expiresAt: row.expires_at }),
    ...(row.by_id === null ? {} : { by: { discordId: row.by_id, name: row.by_name ?? '' } }),
  };
}

/** Newest first. One whose time is over holds nothing; its row stays until another takes its place. */
export async function locksInForce(db: Database, now: number, project: string, environment: string): Promise<Lock[]> {
  const rows = await db
    .selectFrom('locks')
    .selectAll()
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('released_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toLock).filter((lock) => isInForce(lock, now));
}

async function end(trx: Trx, now: number, id: string, by: string, reason: string): Promise<boolean> {
  const ended = await trx
    .updateTable('locks')
    .set({ released_at: now, released_by: by, release_reason: storable(reason) })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

/** Those of one kind that are over by the clock make room for the next. */
async function endTheExpired(trx: Trx, now: number, project: string, environment: string): Promise<void> {
  await trx
    .updateTable('locks')
    .set((row) => ({ released_at: row.ref('expires_at'), released_by: null, release_reason: 'its time was over' }))
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('released_at', 'is', null)
    .where('expires_at', '<=', now)
    .execute();
}

export async function insertLock(trx: Trx, now: number, lock: Omit<Lock, 'id' | 'at'>): Promise<Lock> {
  const row = await trx
    .insertInto('locks')
    .values({
      id: newId(now),
      project: lock.project,
      environment: lock.environment,
      kind: lock.kind,
      reason: storable(lock.reason),
      by_id: lock.by?.discordId ?? null,
      by_name: lock.by === undefined ? null : storable(lock.by.name),
      at: now,
      expires_at: lock.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toLock(row);
}

export function createLocks({ db, clock }: Store): Locks {
  return {
    inForce: (project, environment) => locksInForce(db, clock.now(), project, environment),

    take: (wanted, takeOver) =>
      inTransaction(db, async (trx) => {
        const { project, environment, by } = wanted;
        const now = clock.now();
        await lockEnvironment(trx, project, environment);
        await endTheExpired(trx, now, project, environment);
        const held = (await locksInForce(trx, now, project, environment)).find((lock) => lock.kind === 'person');
        if (held !== undefined && held.by?.discordId !== by.discordId && !takeOver) return { ok: false, held };
        if (held !== undefined) await end(trx, now, held.id, by.discordId, `${by.name} has it now`);
        const lock = await insertLock(trx, now, { ...wanted, kind: 'person' });
        await notify(trx);
        await appendAudit(trx, clock, [
          {
            kind: held === undefined || held.by?.discordId === by.discordId ? 'lock.taken' : 'lock.taken-over',
            project,
            environment,
            actor: by.discordId,
            facts: { reason: wanted.reason, until: wanted.expiresAt, from: held?.by?.discordId ?? null },
          },
        ]);
        return { ok: true, lock };
      }),

    release: (id, by, reason) =>
      inTransaction(db, async (trx) => {
        const row = await trx.selectFrom('locks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
        if (row === undefined) throw new Error(`There is no lock ${id}.`);
        if (!(await end(trx, clock.now(), id, by.discordId, reason))) return;
        await notify(trx);
        const { project, environment } = row;
        await appendAudit(trx, clock, [
          { kind: 'lock.released', project, environment, actor: by.discordId, facts: { kind: row.kind, reason } },
        ]);
      }),

    warn: (project, environment, endsBefore) =>
      inTransaction(db, async (trx) => {
        const now = clock.now();
        const rows = await trx
          .updateTable('locks')
          .set({ warned_at: now })
          .where('project', '=', project)
          .where('environment', '=', environment)
          .where('kind', '=', 'person')
          .where('released_at', 'is', null)
          .where('warned_at', 'is', null)
          .where('expires_at', '>', now)
          .where('expires_at', '<=', endsBefore)
          .returning('id')
          .execute();
        for (const { id } of rows) {
          await trx
            .insertInto('projections')
            .values({
              id: newId(now),
              surface: 'discord',
              kind: 'notice',
              subject: id,
              project,
              environment,
              wanted: 1,
            })
            .execute();
        }
        if (rows.length > 0) await notify(trx);
      }),
  };
}

/** For the notice: also one that has ended since. */
export async function lockById(db: Database, id: string): Promise<Lock | undefined> {
  const row = await db.selectFrom('locks').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toLock(row);
}
