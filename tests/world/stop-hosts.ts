import { join } from 'node:path';
import { stopHost } from '../../src/adapters/local/stop-host.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** What `greenroom local stop` does in a theatre's folder, without a process that loads the command line for it. */
export async function stopHosts(folder: string): Promise<void> {
  for (const place of ['staging', 'production']) await stopHost(join(folder, 'data'), 'advent', place, systemClock);
}
