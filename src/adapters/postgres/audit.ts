import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { AuditEntry } from '../../ports/ledger.ts';
import type { AuditAnchor } from '../../ports/views.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Trx } from './database.ts';
import { storable, toJson } from './stored.ts';
import type { AuditRow } from './tables.ts';

/** Any number that nobody else takes an advisory lock on; the same in every process. */
const chainLock = 7_203_411_905;

/** What the first line follows from. */
export const beginning = '0'.repeat(64);

/** Hex SHA-256 of the JSON array of the line's columns, each as the text (or null) that is stored. */
export function lineHash(line: Omit<AuditRow, 'hash'>): string {
  const columns = [
    String(line.seq),
    line.at,
    line.kind,
    line.project,
    line.environment,
    line.deployment,
    line.actor,
    line.facts,
    line.previous,
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex');
}

/**
 * Appends to the chain, as the last thing that a transaction waits for: the lock is held until it commits, so nothing
 * slow may come after it. The tip is read under the lock, by a statement of its own (read committed sees what the
 * writer before has committed). `anchoredAt`: the deployment whose row keeps what is returned, the last line's anchor.
 */
export async function appendAudit(
  trx: Trx,
  clock: Clock,
  entries: readonly [AuditEntry, ...AuditEntry[]],
  anchoredAt?: string,
): Promise<AuditAnchor> {
  await sql`SELECT pg_advisory_xact_lock(${chainLock})`.execute(trx);
  const tip = await trx.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  let anchor: AuditAnchor = tip ?? { seq: 0, hash: beginning };
  const lines: AuditRow[] = [];
  for (const entry of entries) {
    const line = {
      seq: anchor.seq + 1,
      at: new Date(clock.now()).toISOString(),
      kind: entry.kind,
      project: entry.project ?? null,
      environment: entry.environment ?? null,
      deployment: entry.deployment ?? null,
      actor: entry.actor === undefined ? null : storable(entry.actor),
      facts: toJson(entry.facts),
      previous: anchor.hash,
    };
    anchor = { seq: line.seq, hash: lineHash(line) };
    lines.push({ ...line, hash: anchor.hash });
  }
  const append = trx.insertInto('audit').values(lines);
  if (anchoredAt === undefined) await append.execute();
  else
    await trx
      .with('lines', () => append)
      .updateTable('deployments')
      .set({ audit_seq: anchor.seq, audit_hash: anchor.hash })
      .where('id', '=', anchoredAt)
      .execute();
  return anchor;
}
