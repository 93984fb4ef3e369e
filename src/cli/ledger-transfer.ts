import { linesOf } from './lines-of.ts';
import { withLedger } from './with-ledger.ts';
import { writeLines } from './write-lines.ts';

/** `greenroom ledger export`: JSON lines on standard output, waiting where the reader is slow. */
export async function ledgerExport(): Promise<void> {
  await withLedger(({ admin }) => writeLines(admin.export()));
}

/** `greenroom ledger import FILE`: into an empty ledger only. */
export async function ledgerImport(file: string): Promise<void> {
  await withLedger(async ({ admin }) => {
    const { rows } = await admin.import(linesOf(file));
    console.log(`✓ ${rows} rows.`);
  });
}
