import type { Clock } from '../../ports/clock.ts';
import { HostClient } from './host-client.ts';

/** Ends an environment's host and its apps. True where there was one. */
export function stopHost(dataDir: string, project: string, environment: string, clock: Clock): Promise<boolean> {
  return new HostClient(dataDir, project, environment, clock).stop();
}
