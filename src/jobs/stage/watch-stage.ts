import type { SeenIdentity } from '../../core/isolation.ts';
import { reasons } from '../../core/reason.ts';
import { compareIsolation, seeIdentity } from '../../guards/read-isolation.ts';
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
 * At start and each minute: each worker asks its own environments' apps what they are connected to and writes it down, so
 * that it can be compared without anybody asking both; and staging's says what it offers. Only where the config names a
 * kit there is somebody to ask.
 */
export function createStageWatch(use: Use): (signal: AbortSignal) => Promise<void> {
  const told = new Map<string, string>();

  async function look(project: string, environment: string, signal: AbortSignal): Promise<void> {
    const { works } = use;
    const empty = works.on === 'production' && (await isEmpty(use, project, environment, signal));
    const seen: SeenIdentity = empty
      ? { state: 'nothing-runs', at: use.clock.now() }
      : await seeIdentity(use, project, environment, signal);
    await use.ledger.stage.recordIdentity(project, environment, seen);
    if (works.on !== 'staging') return;
    await tell(project, environment, seen);
    if (seen.state !== 'known') return;
    const said = await works.stageTools(project, environment)?.describe(signal);
    if (said?.ok === true) await use.ledger.stage.describe(project, environment, said.value);
  }

  /** To the operator, at start and whenever it changes: the tools are closed, and why. */
  async function tell(project: string, environment: string, seen: SeenIdentity): Promise<void> {
    const verdict = await compareIsolation(use, project, environment, seen);
    const words = 'yes' in verdict ? verdict.yes : `${verdict.no} ${verdict.detail}`;
    const key = `${project}/${environment}`;
    if (told.get(key) === words) return;
    told.set(key, words);
    if ('yes' in verdict) use.log.info({ project, environment, detail: verdict.yes }, 'staging may be played with');
    else
      use.log.warn(
        { project, environment, code: verdict.no, detail: verdict.detail, remedy: reasons[verdict.no].remedy },
        'staging’s tools are closed',
      );
  }

  return async (signal) => {
    for (const [project, { environments }] of Object.entries(use.projects))
      for (const [environment, one] of Object.entries(environments)) {
        if (one.tier === 'local' || one.tier !== use.works.on || signal.aborted) continue;
        if ((one.tier === 'staging' ? one.stageTools : one.identity) === undefined) continue;
        await look(project, environment, signal).catch((error: unknown) =>
          use.log.warn(
            { project, environment, error: String(error) },
            'what an app says of itself could not be written down; it is asked again in a minute',
          ),
        );
      }
  };
}
