import type { StageClock } from '../jobs/stage.ts';

/** Time that moves only when it is told to, or when somebody waits for less than a second. */
export class ModelClock implements StageClock {
  ahead = 0;
  now(): number {
    return Date.UTC(2030, 0, 7, 9) + this.ahead;
  }
  async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    // Longer waits are those of somebody who keeps watch beside the work; they must not make time fly.
    if (milliseconds < 1000) this.ahead += milliseconds;
    await new Promise<void>((resolve) => {
      const turn = setImmediate(resolve);
      signal?.addEventListener('abort', () => {
        clearImmediate(turn);
        resolve();
      });
    });
  }
}
