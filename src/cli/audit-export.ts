import { withLedger } from './with-ledger.ts';
import { writeLines } from './write-lines.ts';

/** `greenroom audit export`: the chain as JSON lines on standard output, oldest first. */
export async function auditExport(): Promise<void> {
  await withLedger(({ admin }) => writeLines(admin.exportAudit()));
}
