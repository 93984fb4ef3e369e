import { flushCompileCache } from 'node:module';
import { loadConfig, loadWholeConfig } from '../config/load.ts';
import { underSupervision } from '../main/apart/supervised.ts';
import type { RoleName } from '../main/process-roles.ts';
import type { Running } from '../main.ts';
import { collectWhenCalm } from '../platform/collect-when-calm.ts';

/** How long a deployment in progress may take to reach a place where it can be handed over. */
const graceMs = 25_000;

/**
 * `greenroom start`: says when it is ready and, at the end, what it handed over. A second signal ends it at once. As root
 * and without a role, each role becomes a process and a user of its own; otherwise this process is what was asked for.
 */
export async function startCommand(asked: RoleName | undefined): Promise<void> {
  const config = await (asked === undefined || asked === 'all' ? loadWholeConfig() : loadConfig());
  const supervised = underSupervision();
  const apart = asked === undefined && process.getuid?.() === 0;
  const role = asked ?? 'all';
  const starting = async (): Promise<Running> =>
    apart
      ? (await import('../main/apart/start-apart.ts')).startApart(config)
      : (await import('../main.ts')).start(config, role, supervised);
  const running = await starting().catch((error: unknown) => {
    // The line to who started us would keep this process alive, and its end is what tells of it.
    supervised?.end();
    throw error;
  });
  // Heard from before the word “ready” on: whoever waits for that may stop us at once.
  const stopped = new Promise<string>((resolve, reject) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
    running.failed.then(reject, reject);
  }).catch(async (error: unknown) => {
    await running.close(graceMs);
    supervised?.end();
    throw error;
  });
  if (supervised === undefined)
    console.log(
      `greenroom: ready (${apart ? 'each role a process of its own' : role})` +
        (running.port === undefined ? '' : ` on http://${config.host}:${running.port}`),
    );
  supervised?.ready(running.port);
  // Otherwise written at an orderly end only, and the next start comes after a crash as well.
  flushCompileCache();
  collectWhenCalm();
  const signal = await stopped;
  process.once(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM', () => process.exit(1));
  if (supervised === undefined)
    console.log(
      `greenroom: ${signal}, finishing what is under way (at most ${graceMs / 1000} s; the same signal again ends at once)`,
    );
  for (const line of await running.close(graceMs)) console.log(`greenroom: ${line}`);
  supervised?.end();
}
