import type { DeploymentEvent } from '../core/deployment.ts';
import { MovedOn } from '../core/moved-on.ts';
import { nextMove, stepsOf } from '../core/pipeline.ts';
import type { Lease } from '../ports/ledger.ts';
import type { ProjectConfig } from '../ports/project.ts';
import type { DeploymentView } from '../ports/views.ts';
import { considerPromotion } from './consider-promotion.ts';
import { Stopped, giveBack, keep } from './hold-lease.ts';
import { isHeld, mayBegin } from './may-begin.ts';
import { runStep } from './run-step.ts';
import { shapeOf } from './scene.ts';
import type { Use } from './use.ts';

const lookForCancelMs = 1_000;

/** Steps after which production has been touched: stopping half way would be worse than going on. */
const touches = ['migrate', 'switch', 'restart', 'roll-back'];

export interface Driver {
  /** Brings this environment's deployments on until nothing is left to do. Calls at the same time share one drive. */
  drive(project: string, environment: string, signal: AbortSignal): Promise<void>;
  /** Environments at work just now, for the words at shutdown. */
  atWork(): readonly string[];
}

/** Watches for a wish to cancel, and stops the running step of a staging deployment at once. */
function watchForCancel(use: Use, id: string, cancel: AbortController, stop: AbortSignal): Promise<void> {
  return (async () => {
    while (!stop.aborted) {
      await use.clock.wait(lookForCancelMs, stop);
      if (stop.aborted) return;
      if (await use.ledger.cancelRequested(id).catch(() => false)) {
        cancel.abort(new Stopped('deployment.cancelled'));
        return;
      }
    }
  })();
}

function mayCancel(view: DeploymentView): boolean {
  if (view.tier !== 'production') return true;
  return !view.steps.some((step) => touches.includes(step.name) && step.state !== 'pending');
}

async function bringOn(
  use: Use,
  project: ProjectConfig,
  first: DeploymentView,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { id } = first;
  // Just read; what each step makes of it is read again.
  let known: DeploymentView | undefined = first;
  for (;;) {
    signal.throwIfAborted();
    const [view, cancelled]: [DeploymentView | undefined, boolean] = await Promise.all([
      known ?? use.ledger.views.deployment(id),
      use.ledger.cancelRequested(id),
    ]);
    known = undefined;
    if (view === undefined) throw new Error(`deployment ${id} has vanished from the ledger`);
    if (cancelled && mayCancel(view)) {
      await use.ledger.move(id, 'cancel', { code: 'deployment.cancelled' }, lease);
      return;
    }
    const shape = shapeOf(project, view);
    const move = nextMove(shape, view.steps);
    if ('end' in move) {
      await use.ledger.move(
        id,
        move.end,
        {
          ...(move.code === undefined ? {} : { code: move.code }),
          ...(move.detail === undefined ? {} : { detail: move.detail }),
        },
        lease,
      );
      return;
    }
    if (!view.steps.some((step) => step.name === move.do)) {
      await use.ledger.setSteps(id, [...view.steps.map((step) => step.name), move.do], lease);
    }
    const done = new AbortController();
    const cancel = new AbortController();
    const watching = view.tier === 'production' ? Promise.resolve() : watchForCancel(use, id, cancel, done.signal);
    try {
      await runStep(move.do, { use, view, project, shape, lease }, AbortSignal.any([signal, cancel.signal]));
    } catch (error) {
      if (signal.aborted || !cancel.signal.aborted) throw error;
    } finally {
      done.abort();
      await watching;
    }
  }
}

/** A stage tool that nobody has ended is still at work in the app, whether or not its worker lives: it goes first. */
async function isPlayed(use: Use, project: string, environment: string): Promise<boolean> {
  return (await use.ledger.stage.open(project, environment)).length > 0;
}

/** The next deployment to bring on: the one that runs, else the one that waits, if it may begin. */
async function nextOne(
  use: Use,
  project: ProjectConfig,
  name: string,
  environment: string,
  lease: Lease,
  signal: AbortSignal,
): Promise<DeploymentView | undefined> {
  for (;;) {
    signal.throwIfAborted();
    // Nobody else begins one while the lease is ours.
    const { running, waiting } = await use.ledger.underWay(name, environment);
    if (running !== undefined) return running;
    if (waiting === undefined || (await isPlayed(use, name, environment))) return undefined;
    try {
      return await begun(use, project, waiting, lease, signal);
    } catch (error) {
      // But whoever asked for it may take it back while it is considered. The lease has no part in that.
      if (!(error instanceof MovedOn)) throw error;
    }
  }
}

/** The one that waits, begun; undefined where it may not begin. */
async function begun(
  use: Use,
  project: ProjectConfig,
  waiting: DeploymentView,
  lease: Lease,
  signal: AbortSignal,
): Promise<DeploymentView | undefined> {
  if (waiting.kind === 'promotion' && !(await considerPromotion(use, waiting, signal))) return undefined;
  if (waiting.kind === 'deployment' && !(await mayBegin(use, waiting))) return undefined;
  const event: DeploymentEvent = 'start';
  const started = await use.ledger.move(waiting.id, event, {}, lease);
  const steps = stepsOf(shapeOf(project, started));
  // Who put it there wrote them down already, but for a config that has changed since.
  if (started.steps.map((step) => step.name).join() === steps.join()) return started;
  await use.ledger.setSteps(started.id, steps, lease);
  return use.ledger.views.deployment(started.id);
}

/** `settled` is told whenever an environment has been brought on and nothing is left to do there. */
export function createDriver(use: Use, settled: () => void = () => undefined): Driver {
  const drives = new Map<string, { again: boolean; done: Promise<void> }>();

  async function once(name: string, environment: string, signal: AbortSignal): Promise<void> {
    const project = use.projects[name];
    if (project === undefined) return;
    // Released, then looked again: a deployment that came between our last look and the release is not lost, since
    // whoever put it there found the lease taken and left it to us.
    for (;;) {
      const lease = await use.ledger.leases.acquire({ project: name, name: environment });
      if (lease === undefined) {
        use.log.debug({ project: name, environment }, 'another worker is at work there');
        return;
      }
      const stop = new AbortController();
      const lost = new AbortController();
      const keeping = keep(use, lease, lost, stop.signal);
      const both = AbortSignal.any([signal, lost.signal]);
      try {
        for (
          let next = await nextOne(use, project, name, environment, lease, both);
          next !== undefined;
          next = await nextOne(use, project, name, environment, lease, both)
        ) {
          await bringOn(use, project, next, lease, both);
        }
      } catch (error) {
        if (lost.signal.aborted || signal.aborted) {
          use.log.warn(
            { project: name, environment, token: lease.token, why: lost.signal.aborted ? 'lease.lost' : 'shutdown' },
            'a deployment is handed over; another worker goes on with it',
          );
          return;
        }
        throw error;
      } finally {
        stop.abort();
        await keeping;
        if (!lost.signal.aborted) await giveBack(use, lease, signal);
      }
      const { running, waiting } = await use.ledger.underWay(name, environment);
      if (running === undefined && (waiting === undefined || waiting.kind === 'promotion' || isHeld(waiting))) return;
      if (running === undefined && (await isPlayed(use, name, environment))) return;
    }
  }

  return {
    drive: async (project, environment, signal) => {
      const key = `${project}/${environment}`;
      const current = drives.get(key);
      if (current !== undefined) {
        // It may be past its last look already, so one more is promised.
        current.again = true;
        return current.done;
      }
      const entry = { again: false, done: Promise.resolve() };
      entry.done = (async () => {
        try {
          do {
            entry.again = false;
            await once(project, environment, signal);
          } while (entry.again && !signal.aborted);
        } finally {
          drives.delete(key);
          settled();
        }
      })();
      drives.set(key, entry);
      return entry.done;
    },
    atWork: () => [...drives.keys()],
  };
}
