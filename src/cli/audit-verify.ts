import { withLedger } from './with-ledger.ts';

/** `greenroom audit verify`: 0 where each line follows from the one before, 1 where the chain was rewritten. */
export async function auditVerify(): Promise<void> {
  await withLedger(async ({ admin }) => {
    const verdict = await admin.verifyAudit();
    if (!verdict.ok) {
      throw new Error(
        `The audit chain is broken at line ${verdict.seq}: found hash ${verdict.found}, wanted ${verdict.wanted}. ` +
          'Somebody changed the ledger by hand. Compare with the ids and hashes printed on the cards in Discord.',
      );
    }
    console.log(`✓ ${verdict.lines} lines, whole.${verdict.tip ? ` Tip: ${verdict.tip.seq} ${verdict.tip.hash}` : ''}`);
  });
}
