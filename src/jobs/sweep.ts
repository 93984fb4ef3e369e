import type { CommitFacts } from '../core/promotion.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Driver } from './drive.ts';
import { isHeld } from './may-begin.ts';
import { deploymentOfHead, neverArrived, newestDeployment } from './newest-deployment.ts';
import type { Use } from './use.ts';
import type { SourceWatch } from './watch-source.ts';

const everyMs = 60_000;
const takeOverEveryMs = 3_000;

/** Names of the environments that this worker drives. */
export function environmentsOf(use: Use): { project: string; environment: string; branch?: string }[] {
  return Object.entries(use.projects).flatMap(([project, config]) =>
    Object.entries(config.environments).flatMap(([environment, one]) =>
      one.tier === use.works.on
        ? [{ project, environment, ...(one.tier === 'staging' ? { branch: one.branch } : {}) }]
        : [],
    ),
  );
}

/**
 * Level, not edge: at start and each minute, whatever the ledger says is unfinished is taken up again, so that a queue
 * may lose everything it holds. For production this is also the look at a waiting card that no reaction announced.
 */
export async function sweep(use: Use, driver: Driver, signal: AbortSignal): Promise<void> {
  for (const id of await use.ledger.openIntents(use.works.on)) {
    await use.queue
      .add(use.works.on, id)
      .catch((error: unknown) =>
        use.log.warn(
          { intent: id, error: String(error) },
          'the queue did not take an intent; it is tried again in a minute',
        ),
      );
  }
  await driveUnfinished(use, driver, signal, () => true);
  for (const { project, environment } of environmentsOf(use))
    await use.ledger.locks.warn(project, environment, use.clock.now() + (use.projects[project]?.locks.warn ?? 0));
}

/**
 * A deployment whose worker died, lost its ledger or its queue is nobody's: its intent has ended, so no queue brings it
 * back. Whoever lives asks for the lease, and gets it only where its holder is dead or has let go. Promotions that wait
 * are left to the minute: looking at one asks Discord.
 */
export async function takeOver(use: Use, driver: Driver, signal: AbortSignal): Promise<void> {
  await takeUpTools(use);
  await driveUnfinished(
    use,
    driver,
    signal,
    (one) => one.state !== 'waiting' || (one.kind !== 'promotion' && !isHeld(one)),
  );
}

/** A stage tool whose worker died: its intent is queued again at once, since deployments wait for its end. */
async function takeUpTools(use: Use): Promise<void> {
  for (const { project, environment } of environmentsOf(use)) {
    const open = await use.ledger.stage.open(project, environment);
    if (open.length === 0) continue;
    const { holder } = await use.ledger.leases.current({ project, name: environment });
    if (holder !== undefined) continue;
    for (const { id } of open) await use.queue.add(use.works.on, id);
  }
}

async function driveUnfinished(
  use: Use,
  driver: Driver,
  signal: AbortSignal,
  wanted: (one: DeploymentView) => boolean,
): Promise<void> {
  const busy = driver.atWork();
  for (const { project, environment } of environmentsOf(use)) {
    if (busy.includes(`${project}/${environment}`)) continue;
    const { running, waiting } = await use.ledger.underWay(project, environment);
    const unfinished = running ?? waiting;
    if (signal.aborted) return;
    if (unfinished === undefined || !wanted(unfinished)) continue;
    void driver
      .drive(project, environment, signal)
      .catch((error: unknown) =>
        use.log.error({ project, environment, error: String(error) }, 'driving broke; it is tried again in seconds'),
      );
  }
}

/** Asks GitHub for the heads of followed branches, and wants a look where one is not what was deployed last. */
export async function pollBranches(
  use: Use,
  append: (project: string, environment: string, branch: string) => Promise<void>,
  watch: SourceWatch,
  signal: AbortSignal,
): Promise<void> {
  for (const { project, environment, branch } of environmentsOf(use)) {
    if (branch === undefined || signal.aborted) continue;
    try {
      const head = await headSeen(use, { project, environment, branch }, watch, signal);
      const newest = await newestDeployment(use, project, environment);
      if (head === undefined) continue;
      const had = await deploymentOfHead(use, project, environment, newest, head.commit);
      const isNew = had === undefined || neverArrived(had);
      if (isNew) await append(project, environment, branch);
    } catch (error) {
      use.log.warn({ project, branch, error: String(error) }, 'a branch could not be looked at; it is tried again');
    }
  }
}

/** As GitHub says it; how the question went is told to who watches that. */
async function headSeen(
  { forge }: Use,
  { branch, ...place }: { readonly project: string; readonly environment: string; readonly branch: string },
  watch: SourceWatch,
  signal: AbortSignal,
): Promise<CommitFacts | undefined> {
  const head = await forge.head(place.project, branch).catch(async (error: unknown) => {
    // What was cut off by our own end says nothing of GitHub.
    if (!signal.aborted) await watch.failed(place, error);
    throw error;
  });
  await watch.answered(place);
  return head;
}

/** Runs `once` now and then every so often, one after the other, until the signal. */
export async function again(
  use: Use,
  milliseconds: number,
  once: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await once();
    } catch (error) {
      use.log.warn({ error: String(error) }, 'a round of looking after things broke');
    }
    await use.clock.wait(milliseconds, signal);
  }
}

export { everyMs as sweepEveryMs, takeOverEveryMs };
