import { loadConfig } from '../config/load.ts';
import { type OpenedLedger, openLedgerFor } from '../open-ledger.ts';

/** Opens the ledger that the configuration names, starting the embedded server where it is needed, and closes both. */
export async function withLedger<T>(use: (opened: OpenedLedger) => Promise<T>): Promise<T> {
  const opened = await openLedgerFor(await loadConfig(), 'cli');
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
