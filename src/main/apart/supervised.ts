import type { Readiness } from '../../webhooks/health.ts';
import { type Word, wordSchema } from './wire.ts';

/** For a process that another one of Greenroom has started as one role. */
export interface Supervised {
  ready(port: number | undefined): void;
  /** Says so when it changes. */
  state(name: string, ok: boolean): void;
  /** What the other roles have said of themselves. */
  others(): readonly Readiness[];
  /** No more words, so that this process can end by itself. */
  end(): void;
}

/**
 * Undefined where nobody has started us as a role. When whoever did is gone, killed perhaps, nobody would end us or tell
 * the operator of us: then this process ends at once. Its leases end with its session on the ledger.
 */
export function underSupervision(): Supervised | undefined {
  if (process.send === undefined) return undefined;
  const others = new Map<string, boolean>();
  const said = new Map<string, boolean>();
  const orphaned = (): void => process.exit(1);
  process.on('disconnect', orphaned);
  process.on('message', (message) => {
    const word = wordSchema.safeParse(message);
    if (word.success && word.data.kind === 'state') others.set(word.data.name, word.data.ok);
  });
  const say = (word: Word): void => {
    if (process.connected) process.send?.(word);
  };
  return {
    ready: (port) => say({ kind: 'ready', ...(port === undefined ? {} : { port }) }),
    state: (name, ok) => {
      if (said.get(name) === ok) return;
      said.set(name, ok);
      say({ kind: 'state', name, ok });
    },
    others: () => [...others].map(([name, ok]) => ({ name, ok })),
    end: () => {
      process.off('disconnect', orphaned);
      if (process.connected) process.disconnect();
    },
  };
}
