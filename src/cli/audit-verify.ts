import { verifyExport } from '../adapters/postgres/admin/verify-export.ts';
import type { LedgerAdmin } from '../ports/ledger-admin.ts';
import type { AuditAnchor } from '../ports/views.ts';
import { UsageRefused } from './exit-code.ts';
import { linesOf } from './lines-of.ts';
import { withLedger } from './with-ledger.ts';

/** `41:0123456789ab`, as a card's last line says. Fewer digits than a card shows would prove too little. */
export function headOf(text: string): AuditAnchor {
  const [, seq, hash] = /^#?([1-9]\d{0,14}):([0-9a-f]{12,64})$/.exec(text.trim().toLowerCase()) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageRefused(`“${text}” is no head: wanted SEQ:HASH as on a card, e.g. 41:0123456789ab.`);
  return { seq: Number(seq), hash };
}

/**
 * `greenroom audit verify`: 0 where each line follows from the one before, 1 where the chain was rewritten. With a file,
 * of what was exported, and no ledger is needed.
 */
export async function auditVerify(heads: readonly AuditAnchor[], file?: string): Promise<void> {
  if (file !== undefined)
    return told(await verifyExport(linesOf(file), heads), 'Somebody changed the file, or the ledger before.');
  await withLedger(async ({ admin }) => told(await admin.verifyAudit(heads), 'Somebody changed the ledger by hand.'));
}

function told(verdict: Awaited<ReturnType<LedgerAdmin['verifyAudit']>>, who: string): void {
  if (!verdict.ok) {
    throw new Error(
      `The audit chain is broken at line ${verdict.seq}: found hash ${verdict.found}, wanted ${verdict.wanted}. ` +
        `${who} Compare with the ids and hashes printed on the cards in Discord.`,
    );
  }
  console.log(`✓ ${verdict.lines} lines, whole.${verdict.tip ? ` Tip: ${verdict.tip.seq} ${verdict.tip.hash}` : ''}`);
}
