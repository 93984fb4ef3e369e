import type { Clock } from '../../ports/clock.ts';

const pauseMs = 1000;

interface Pausable {
  /** With `true`: what is in hand goes on. */
  pause(doNotWaitForJobs: boolean): Promise<void>;
  resume(): Promise<void>;
}

/**
 * To be called at each error of a worker: it takes nothing more for a second. BullMQ itself waits only where the
 * connection was refused; a PostgreSQL that answers “too many clients” or “starting up” it asks as fast as that answers.
 */
export function createBrake(worker: Pausable, clock: Clock, closing: AbortSignal): () => void {
  let braking = false;
  return () => {
    if (braking || closing.aborted) return;
    braking = true;
    void worker.pause(true);
    void clock.wait(pauseMs, closing).then(() => {
      braking = false;
      if (!closing.aborted) void worker.resume();
    });
  };
}
