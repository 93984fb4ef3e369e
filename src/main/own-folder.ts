import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { QueueName } from '../ports/queue.ts';

/**
 * What one tier's worker keeps for itself: mirrors, the key of its prints, folders in which pushed code runs. The other
 * worker, which may be another user, has no business there. Others may pass through, for the folders of pushed code.
 */
export function ownFolder(dataDir: string, tier: QueueName): string {
  const folder = join(dataDir, 'own', tier);
  const made = mkdirSync(folder, { recursive: true, mode: 0o711 });
  // Whatever our umask says.
  if (made !== undefined) for (const one of [dirname(folder), folder]) if (one.startsWith(made)) chmodSync(one, 0o711);
  return folder;
}
