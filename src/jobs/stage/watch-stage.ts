import { seeIdentity } from '../../guards/read-isolation.ts';
import type { TargetObservation } from '../../ports/target.ts';
import type { Use } from '../use.ts';

export const watchEveryMs = 60_000;

/** Nothing was ever deployed there, by the target's own word: then there is no app that could share anything. */
async function isEmpty(use: Use, project: string, environment: string, signal: AbortSignal): Promise<boolean> {
  const seen = await use.observe(project, environment, signal).catch((): TargetObservation | undefined => undefined);
  const services = seen?.services ?? [];
  return services.length > 0 && services.every(({ state }) => state === 'never-deployed');
}

/**
 * Each minute and at start: each worker asks its own environments' apps what they are connected to and writes it down, so
 * that it can be compared without anybody asking both; and staging's says what it offers. Only where the config names a
 * kit there is somebody to ask.
 */
export async function watchStage(use: Use, signal: AbortSignal): Promise<void> {
  for (const [project, { environments }] of Object.entries(use.projects))
    for (const [environment, one] of Object.entries(environments)) {
      if (one.tier !== use.works.on || signal.aborted) continue;
      const kit = one.tier === 'staging' ? one.stageTools : one.tier === 'production' ? one.identity : undefined;
      if (kit === undefined) continue;
      try {
        const empty = one.tier === 'production' && (await isEmpty(use, project, environment, signal));
        const seen = empty
          ? ({ state: 'nothing-runs', at: use.clock.now() } as const)
          : await seeIdentity(use, project, environment, signal);
        await use.ledger.stage.recordIdentity(project, environment, seen);
        if (seen.state === 'known') await describe(use, project, environment, signal);
      } catch (error) {
        use.log.warn(
          { project, environment, error: String(error) },
          'what an app says of itself could not be written down; it is asked again in a minute',
        );
      }
    }
}

async function describe(use: Use, project: string, environment: string, signal: AbortSignal): Promise<void> {
  if (use.works.on !== 'staging') return;
  const said = await use.works.stageTools(project, environment)?.describe(signal);
  if (said?.ok === true) await use.ledger.stage.describe(project, environment, said.value);
}
