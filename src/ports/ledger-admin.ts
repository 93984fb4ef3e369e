import type { AuditAnchor } from './views.ts';

/** For the command line alone: looking after the ledger as a whole. */
export interface LedgerAdmin {
  /**
   * Walks the chain; the first line whose hash does not follow from the one before, or that is not as a card printed it.
   * A head's hash may be its beginning alone, as cards show it.
   */
  verifyAudit(
    heads?: readonly AuditAnchor[],
  ): Promise<
    | { readonly ok: true; readonly tip?: AuditAnchor; readonly lines: number }
    | { readonly ok: false; readonly seq: number; readonly found: string; readonly wanted: string }
  >;
  /** JSON lines, oldest first, each with every column that its hash is made of. */
  exportAudit(): AsyncIterable<string>;
  /** JSON lines: one header line with the schema version, then one line a row, tables in a fixed order. */
  export(): AsyncIterable<string>;
  /** Into an empty ledger only; verifies the audit chain afterwards. Rejects, changing nothing, otherwise. */
  import(lines: AsyncIterable<string>): Promise<{ readonly rows: number }>;
}
