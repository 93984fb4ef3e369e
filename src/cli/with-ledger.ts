import { loadConfig } from '../config/load.ts';
import { type OpenedLedger, openLedgerOf } from '../main/open-ledger.ts';
import { createLog } from '../platform/log.ts';

/** Opens the ledger that the configuration names, starting the embedded server where it is needed, and closes both. */
export async function withLedger<T>(use: (opened: OpenedLedger) => Promise<T>): Promise<T> {
  const config = await loadConfig();
  // Standard output belongs to what the command prints.
  const log = createLog({
    level: 'warn',
    role: 'cli',
    secrets: () => config.secrets.known(),
    destination: process.stderr,
  });
  const opened = await openLedgerOf(config, 'cli', log);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
