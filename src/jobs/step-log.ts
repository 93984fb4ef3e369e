import type { StepName } from '../core/step.ts';
import type { Use } from './use.ts';

const flushBytes = 64 * 1024;
const flushMs = 200;

export interface StepLog {
  readonly write: (chunk: string) => void;
  /** Writes what is left. A ledger that does not answer costs log lines, never the step. */
  readonly close: () => Promise<void>;
}

/** Gathers output, cleans it, and writes it down in pieces, one at a time and in order. */
export function createStepLog(use: Use, deployment: string, step: StepName): StepLog {
  const filter = use.newFilter();
  const stop = new AbortController();
  let clean = '';
  let writing: Promise<void> = Promise.resolve();
  let waiting = false;

  const flush = (): void => {
    const text = clean;
    clean = '';
    if (text === '') return;
    writing = writing
      .then(() => use.ledger.appendLog(deployment, step, text))
      .catch((error: unknown) =>
        use.log.warn({ deployment, step, error: String(error) }, 'a piece of a step log was lost'),
      );
  };
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    void use.clock.wait(flushMs, stop.signal).then(() => {
      waiting = false;
      flush();
    });
  };
  return {
    write: (chunk) => {
      clean += filter.write(chunk);
      if (clean.length >= flushBytes) flush();
      else soon();
    },
    close: async () => {
      stop.abort();
      clean += filter.end();
      flush();
      await writing;
    },
  };
}
