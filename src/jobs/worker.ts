import type { Intents } from '../ports/intents.ts';
import type { Handler } from '../ports/queue.ts';
import { clearArtifacts, clearEveryMs } from './clear-artifacts.ts';
import { createDriver } from './drive.ts';
import { followConfig } from './follow-config.ts';
import { projectToForge } from './forge-projector.ts';
import { createHandler } from './handle.ts';
import { createStageWatch, watchEveryMs } from './stage/watch-stage.ts';
import { again, pollBranches, sweep, sweepEveryMs, takeOver, takeOverEveryMs } from './sweep.ts';
import type { Use } from './use.ts';
import { createSourceWatch } from './watch-source.ts';

export interface Worker {
  /** For the consumer of this worker's queue. */
  readonly handler: Handler;
  /** Takes up what is unfinished, and goes on looking. */
  start(): void;
  /** Stops at the next safe place; what was handed over, in words. */
  close(deadlineMs: number): Promise<readonly string[]>;
}

/** One worker: the handler of its queue, the sweep, and for staging the poll of branches and GitHub's statuses. */
export function createWorker(use: Use, intents: Intents, pollMs: number): Worker {
  const stop = new AbortController();
  const watchStage = createStageWatch(use);
  // What was changed is connected to something else, perhaps: until its app has been asked, stage tools are closed.
  let watching = Promise.resolve();
  const watch = (): Promise<void> => (watching = watching.then(() => watchStage(stop.signal)));
  const driver = createDriver(use, () => void watch());
  const handler = createHandler(use, driver);
  const loops: Promise<void>[] = [];
  return {
    handler: (id, signal) => handler(id, AbortSignal.any([signal, stop.signal])),
    start: () => {
      loops.push(again(use, sweepEveryMs, () => sweep(use, driver, stop.signal), stop.signal));
      loops.push(again(use, takeOverEveryMs, () => takeOver(use, driver, stop.signal), stop.signal));
      loops.push(again(use, watchEveryMs, watch, stop.signal));
      loops.push(again(use, sweepEveryMs, () => followConfig(use, stop.signal), stop.signal));
      if (use.works.on !== 'staging') return;
      const append = async (project: string, environment: string, branch: string): Promise<void> => {
        const id = await intents.append({
          kind: 'look-at-branch',
          project,
          environment,
          tier: 'staging',
          branch,
          cause: 'poll',
        });
        await use.queue.add('staging', id);
      };
      const watchSource = createSourceWatch(use);
      loops.push(again(use, pollMs, () => pollBranches(use, append, watchSource, stop.signal), stop.signal));
      loops.push(projectToForge(use, stop.signal));
      loops.push(again(use, clearEveryMs, () => clearArtifacts(use), stop.signal));
    },
    close: async (deadlineMs) => {
      const handed = driver.atWork();
      stop.abort();
      // The timer must not outlive the wait: it alone would keep the process from ending.
      const enough = new AbortController();
      await Promise.race([Promise.allSettled([...loops, watching]), use.clock.wait(deadlineMs, enough.signal)]);
      enough.abort();
      return handed.map((place) => `${place}: handed over; the next worker goes on with it.`);
    },
  };
}
