import { sql } from 'kysely';
import type { StepName } from '../../../core/step.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, type Trx, inTransaction } from '../database.ts';
import { storable } from '../stored.ts';

/** Of each step's log the first and the last MiB are kept. */
export const headBytes = 1024 * 1024;
export const tailBytes = 1024 * 1024;

/** Ledger.appendLog: parts are rows, so that a long log is never written anew. */
export function createStepLogs({ db, clock }: Store): Pick<Ledger, 'appendLog'> {
  return {
    appendLog: async (id, name, text) => {
      const bytes = Buffer.from(storable(text));
      if (bytes.length === 0 || (await appendToHead({ db, clock }, id, name, bytes))) return;
      await inTransaction(db, async (trx) => {
        const step = await trx
          .selectFrom('steps')
          .select(['log_head', 'log_tail', 'log_left_out', 'log_parts'])
          .where('deployment', '=', id)
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst();
        if (step === undefined) throw new Error(`deployment ${id} has no step “${name}” to keep a log of`);
        const { head, tail, leftOut } = divide(bytes, headBytes - step.log_head, step.log_tail > 0);
        const parts = [
          ...(head.length > 0 ? [{ text: head, head: true }] : []),
          ...(tail.length > 0 ? [{ text: tail, head: false }] : []),
        ].map((part, index) => ({
          deployment: id,
          step: name,
          part: step.log_parts + index,
          head: part.head,
          bytes: part.text.length,
          text: part.text.toString(),
          at: clock.now(),
        }));
        if (parts.length > 0) await trx.insertInto('step_logs').values(parts).execute();
        const dropped = await dropOldTail(trx, id, name, step.log_tail + tail.length);
        await trx
          .updateTable('steps')
          .set({
            log_head: step.log_head + head.length,
            log_tail: step.log_tail + tail.length - dropped,
            log_left_out: step.log_left_out + leftOut + dropped,
            log_parts: step.log_parts + parts.length,
          })
          .where('deployment', '=', id)
          .where('name', '=', name)
          .execute();
      });
    },
  };
}

/** What the head has room for, as it has for nearly everything: one statement. False where that is not so. */
async function appendToHead({ db, clock }: Store, id: string, name: StepName, bytes: Buffer): Promise<boolean> {
  const { length } = bytes;
  const row = await db
    .with('step', (cte) =>
      cte
        .updateTable('steps')
        .set((old) => ({ log_head: old('log_head', '+', length), log_parts: old('log_parts', '+', 1) }))
        .where('deployment', '=', id)
        .where('name', '=', name)
        .where('log_tail', '=', 0)
        .where('log_head', '<=', headBytes - length)
        .returning((now) => ['deployment', 'name', now('log_parts', '-', 1).as('part')]),
    )
    .insertInto('step_logs')
    .columns(['deployment', 'step', 'part', 'head', 'bytes', 'text', 'at'])
    .expression((from) =>
      from
        .selectFrom('step')
        .select(['deployment', 'name', 'part'])
        .select(sql<boolean>`true`.as('head'))
        .select([sql<number>`${length}::int`.as('bytes'), sql<string>`${bytes.toString()}::text`.as('text')])
        .select(sql<number>`${clock.now()}::bigint`.as('at')),
    )
    .returning('part')
    .executeTakeFirst();
  return row !== undefined;
}

/** Once something is in the tail, nothing goes to the head any more: the order would be lost. */
function divide(bytes: Buffer, room: number, tailBegun: boolean): { head: Buffer; tail: Buffer; leftOut: number } {
  const cut = tailBegun ? 0 : characterStart(bytes, Math.max(0, room));
  const rest = bytes.subarray(cut);
  const from = rest.length > tailBytes ? characterStart(rest, rest.length - tailBytes) : 0;
  return { head: bytes.subarray(0, cut), tail: rest.subarray(from), leftOut: from };
}

/** The nearest place at or before `index` where a UTF-8 character begins. */
function characterStart(bytes: Buffer, index: number): number {
  let at = Math.min(index, bytes.length);
  while (at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

/** Removes whole parts from the front of the tail while what is left still fills it. Returns the bytes removed. */
async function dropOldTail(trx: Trx, id: string, name: StepName, total: number): Promise<number> {
  if (total <= tailBytes) return 0;
  const parts = await trx
    .selectFrom('step_logs')
    .select(['part', 'bytes'])
    .where('deployment', '=', id)
    .where('step', '=', name)
    .where('head', '=', false)
    .orderBy('part')
    .execute();
  let dropped = 0;
  let last = -1;
  for (const { part, bytes } of parts) {
    if (total - dropped <= tailBytes) break;
    dropped += bytes;
    last = part;
  }
  await trx
    .deleteFrom('step_logs')
    .where('deployment', '=', id)
    .where('step', '=', name)
    .where('head', '=', false)
    .where('part', '<=', last)
    .execute();
  return dropped;
}
