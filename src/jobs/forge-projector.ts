import { createHash } from 'node:crypto';
import { CredentialRefused } from '../core/credential-refused.ts';
import { ForgeRefused } from '../core/forge-trouble.ts';
import type { DeploymentState } from '../core/deployment.ts';
import { reasons } from '../core/reason.ts';
import type { CommitStatus, ForgeDeploymentState } from '../ports/forge.ts';
import type { Projection } from '../ports/projections.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

/** After a death the row is free again this soon; showing it twice comes to the same. */
const claimMs = 15_000;
const atMostMs = 2_000;

const statusOf: Record<DeploymentState, CommitStatus['state']> = {
  waiting: 'pending',
  running: 'pending',
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'error',
  superseded: 'error',
  'rolled-back': 'failure',
};
const deploymentStateOf: Record<DeploymentState, ForgeDeploymentState> = {
  waiting: 'queued',
  running: 'in_progress',
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'inactive',
  superseded: 'inactive',
  'rolled-back': 'failure',
};

/** One sentence for GitHub, which shows at most 140 characters. */
function sentence(view: DeploymentView): string {
  if (view.code !== undefined && view.state !== 'succeeded')
    return `#${view.number} ${view.state}: ${reasons[view.code].means}`;
  if (view.state === 'succeeded')
    return view.tier === 'production'
      ? `#${view.number} runs in production`
      : `#${view.number} is ready for manual testing`;
  const running = view.steps.find((step) => step.state === 'started');
  return `#${view.number} ${view.state}${running === undefined ? '' : `: ${running.name}`}`;
}

/**
 * Of a GitHub deployment each status starts whatever workflow listens for `deployment_status`, and stands in the pull
 * request's timeline; so it says what became of the deployment, and the commit's status alone says which step it is at.
 */
function fateOf(view: DeploymentView): string {
  return view.state === 'running' ? `#${view.number} running` : sentence(view);
}

/**
 * An outage is over by itself, and then everything is shown within a minute. A no lasts until somebody gives us the right:
 * as each question counts, all that was refused together would soon use up what GitHub lets us ask in an hour.
 */
function pauseMs({ attempts }: Projection, error: unknown): number {
  const most = error instanceof ForgeRefused || error instanceof CredentialRefused ? 3_600_000 : 60_000;
  return Math.min(most, 1_000 * 2 ** Math.min(attempts, 12));
}

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

async function show(use: Use, row: Projection): Promise<void> {
  if (row.fate !== undefined) {
    const { project, environment, code, detail } = row.fate;
    const status: CommitStatus = {
      state: code === 'commit.contained' ? 'success' : 'error',
      context: `greenroom/${environment}`,
      description: `${reasons[code].means} ${detail}`,
    };
    if (row.commit !== undefined) await use.forge.status(project, row.commit, status);
    await use.ledger.projections.settled(row.id, hash(status), 1);
    return;
  }
  const view = await use.ledger.views.deployment(row.subject);
  if (view === undefined) throw new Error(`deployment ${row.subject} has vanished from the ledger`);
  const url = Object.values(view.urls)[0];
  if (row.kind === 'status') {
    const folded = row.commit !== undefined && row.commit !== view.commit.commit;
    const status: CommitStatus = folded
      ? {
          state: statusOf[view.state],
          context: `greenroom/${view.environment}`,
          description: `Contained in ${view.commit.commit.slice(0, 7)}: ${sentence(view)}`,
        }
      : {
          state: statusOf[view.state],
          context: `greenroom/${view.environment}`,
          description: sentence(view),
          ...(view.state === 'succeeded' && url !== undefined ? { url } : {}),
        };
    const wanted = hash(status);
    if (wanted !== row.shown) await use.forge.status(view.project, row.commit ?? view.commit.commit, status);
    await use.ledger.projections.settled(row.id, wanted, view.version);
    return;
  }
  const key = `${view.id}:${view.commit.commit}`;
  const known = row.external['key'] === key ? row.external['deploymentId'] : undefined;
  const id =
    known === undefined
      ? await use.forge.deployment(view.project, {
          commit: view.commit.commit,
          environment: view.environment,
          production: view.tier === 'production',
          description: `Greenroom #${view.number}`,
          key,
        })
      : Number(known);
  if (known === undefined) await use.ledger.projections.external(row.id, { key, deploymentId: String(id) });
  const wanted = hash([key, view.state, fateOf(view)]);
  if (wanted !== row.shown)
    await use.forge.deploymentStatus(
      view.project,
      id,
      deploymentStateOf[view.state],
      view.state === 'succeeded' ? url : undefined,
      fateOf(view),
    );
  await use.ledger.projections.settled(row.id, wanted, view.version);
}

/** Shows the ledger on GitHub until desired equals shown. A GitHub that is away delays this and nothing else. */
export async function projectToForge(use: Use, signal: AbortSignal): Promise<void> {
  let wake = (): void => undefined;
  const stop = use.ledger.views.onChange(() => wake());
  try {
    while (!signal.aborted) {
      const woken = new AbortController();
      wake = () => woken.abort();
      try {
        for (const row of await use.ledger.projections.due('github', 4, claimMs)) {
          if (signal.aborted) return;
          await show(use, row).catch(async (error: unknown) => {
            const message = error instanceof Error ? error.message : String(error);
            use.log.warn(
              { projection: row.id, kind: row.kind, error: message },
              'GitHub was not shown the newest state; it is tried again',
            );
            await use.ledger.projections.later(row.id, use.clock.now() + pauseMs(row, error), message);
          });
        }
      } catch (error) {
        use.log.warn({ error: String(error) }, 'projections for GitHub could not be read');
      }
      await use.clock.wait(atMostMs, AbortSignal.any([signal, woken.signal]));
    }
  } finally {
    stop();
  }
}
