import type { LedgerAdmin } from '../../../ports/ledger-admin.ts';
import type { AuditAnchor } from '../../../ports/views.ts';
import { beginning, lineHash } from '../audit.ts';
import type { Database } from '../database.ts';

type Finding = Awaited<ReturnType<LedgerAdmin['verifyAudit']>>;

const page = 5_000;

/**
 * Walks the chain from its beginning, 5,000 lines at a time. A tail that was cut off leaves a chain that is whole, so
 * the anchors that deployments carry (and that cards print) are compared as well.
 */
export async function verifyAudit(db: Database, heads: readonly AuditAnchor[] = []): Promise<Finding> {
  let tip = { seq: 0, hash: beginning };
  for (;;) {
    const lines = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', tip.seq)
      .orderBy('seq')
      .limit(page)
      .execute();
    for (const line of lines) {
      const seq = tip.seq + 1;
      if (line.seq !== seq)
        return { ok: false, seq, found: `no line ${seq}; the next is ${line.seq}`, wanted: `line ${seq}` };
      if (line.previous !== tip.hash) return { ok: false, seq, found: line.previous, wanted: tip.hash };
      const hash = lineHash(line);
      if (line.hash !== hash) return { ok: false, seq, found: line.hash, wanted: hash };
      tip = { seq, hash };
    }
    if (lines.length < page) break;
  }
  return (
    (await anchorWithoutLine(db)) ??
    (await headWithoutLine(db, heads)) ?? { ok: true, lines: tip.seq, ...(tip.seq === 0 ? {} : { tip }) }
  );
}

/** Whoever can rewrite the ledger can rewrite the whole chain and its anchors; not what people have read in Discord. */
async function headWithoutLine(db: Database, heads: readonly AuditAnchor[]): Promise<Finding | undefined> {
  for (const { seq, hash } of heads) {
    const line = await db.selectFrom('audit').select('hash').where('seq', '=', seq).executeTakeFirst();
    if (line?.hash.startsWith(hash) === true) continue;
    const found = line?.hash ?? 'no such line: the end of the chain was cut off';
    return { ok: false, seq, found, wanted: `${hash}, which a card printed` };
  }
  return undefined;
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
