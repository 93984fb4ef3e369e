import { flushCompileCache } from 'node:module';
import { loadConfig } from '../config/load.ts';
import type { RoleName } from '../main/process-roles.ts';
import { start } from '../main.ts';

/** How long a deployment in progress may take to reach a place where it can be handed over. */
const graceMs = 25_000;

/** `greenroom start`: says when it is ready and, at the end, what it handed over. A second signal ends it at once. */
export async function startCommand(role: RoleName): Promise<void> {
  const config = await loadConfig();
  const running = await start(config, role);
  console.log(
    `greenroom: ready (${role})${running.port === undefined ? '' : ` on http://${config.host}:${running.port}`}`,
  );
  // Otherwise written at an orderly end only, and the next start comes after a crash as well.
  flushCompileCache();
  const signal = await new Promise<string>((resolve, reject) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
    running.failed.then(reject, reject);
  }).catch(async (error: unknown) => {
    await running.close(graceMs);
    throw error;
  });
  process.once(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM', () => process.exit(1));
  console.log(
    `greenroom: ${signal}, finishing what is under way (at most ${graceMs / 1000} s; the same signal again ends at once)`,
  );
  for (const line of await running.close(graceMs)) console.log(`greenroom: ${line}`);
}
