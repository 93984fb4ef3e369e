import type { Doorbell } from '../ports/doorbell.ts';

export function createDoorbell(): Doorbell {
  const waiting = new Map<string, Set<() => void>>();
  return {
    ring: (about) => {
      for (const wake of waiting.get(about) ?? []) wake();
    },
    rung: (about, signal) =>
      new Promise((done) => {
        const here = waiting.get(about) ?? new Set<() => void>();
        waiting.set(about, here);
        const wake = (): void => {
          here.delete(wake);
          if (here.size === 0) waiting.delete(about);
          signal.removeEventListener('abort', wake);
          done();
        };
        here.add(wake);
        signal.addEventListener('abort', wake, { once: true });
        if (signal.aborted) wake();
      }),
  };
}
