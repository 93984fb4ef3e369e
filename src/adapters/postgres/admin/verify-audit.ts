import type { AuditAnchor } from '../../../ports/views.ts';
import type { Database } from '../database.ts';
import { auditRows } from './export-audit.ts';
import { type Finding, Walk } from './walk.ts';

/**
 * Walks the chain from its beginning. A tail that was cut off leaves a chain that is whole, so the anchors that
 * deployments carry (and that cards print) are compared as well.
 */
export async function verifyAudit(db: Database, heads: readonly AuditAnchor[] = []): Promise<Finding> {
  const walk = new Walk(heads);
  for await (const line of auditRows(db)) {
    const broken = walk.take(line);
    if (broken !== undefined) return broken;
  }
  return (await anchorWithoutLine(db)) ?? walk.end();
}

async function anchorWithoutLine(db: Database): Promise<Finding | undefined> {
  const lost = await db
    .selectFrom('deployments as d')
    .leftJoin('audit as a', 'a.seq', 'd.audit_seq')
    .select(['d.number', 'd.audit_seq', 'd.audit_hash', 'a.hash'])
    .where('d.audit_seq', 'is not', null)
    .where((row) => row.or([row('a.hash', 'is', null), row('a.hash', '!=', row.ref('d.audit_hash'))]))
    .orderBy('d.audit_seq')
    .limit(1)
    .executeTakeFirst();
  if (lost === undefined || lost.audit_seq === null) return undefined;
  return {
    ok: false,
    seq: lost.audit_seq,
    found: lost.hash ?? 'no such line: the end of the chain was cut off',
    wanted: `${lost.audit_hash}, which deployment #${lost.number} carries`,
  };
}
