import type pg from 'pg';
import type { LedgerAdmin } from '../../../ports/ledger-admin.ts';
import type { Store } from '../database.ts';
import { exportAudit } from './export-audit.ts';
import { exportLedger } from './export.ts';
import { importLedger } from './import.ts';
import { verifyAudit } from './verify-audit.ts';

/** For the command line: the ledger as a whole. */
export function createLedgerAdmin(store: Store, pool: pg.Pool): LedgerAdmin {
  return {
    verifyAudit: (heads) => verifyAudit(store.db, heads),
    exportAudit: () => exportAudit(store.db),
    export: () => exportLedger(pool),
    import: (lines) => importLedger(store, lines),
  };
}
