import { stopHost } from '../adapters/local/stop-host.ts';
import { loadConfig } from '../config/load.ts';
import { UsageRefused } from './exit-code.ts';
import { systemClock } from '../platform/clock.ts';

/**
 * `greenroom local stop`: ends the host processes of local targets and the apps behind them, which otherwise go on
 * serving when Greenroom stops. It is the operator at the machine who does this; no command in Discord can.
 */
export async function localStop(options: { environment?: string }): Promise<void> {
  const config = await loadConfig();
  const names = Object.values(config.file.projects).flatMap(({ environments }) =>
    Object.entries(environments).flatMap(([name, { tier }]) => (tier === 'local' ? [] : [name])),
  );
  if (options.environment !== undefined && !names.includes(options.environment))
    throw new UsageRefused(
      `--environment: found ${options.environment}, wanted one of ${[...new Set(names)].join(', ')}.`,
    );
  for (const [project, { environments }] of Object.entries(config.file.projects)) {
    for (const [environment, one] of Object.entries(environments)) {
      if (one.tier === 'local' || (options.environment !== undefined && options.environment !== environment)) continue;
      const stopped = await stopHost(config.dataDir, project, environment, systemClock);
      console.log(`${stopped ? '✓ stopped' : '· nothing ran in'} ${project}/${environment}`);
    }
  }
}
