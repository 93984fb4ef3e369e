import { type Outage, isWorthTelling, outageCode } from '../core/outage.ts';
import type { Use } from './use.ts';

type Place = Pick<Outage, 'project' | 'environment'>;

/** Hears how each look at a followed branch went, and says in the ledger what people are to know of it. */
export interface SourceWatch {
  answered(place: Place): Promise<void>;
  failed(place: Place, error: unknown): Promise<void>;
}

/**
 * How long it has been so is remembered by this process alone: after a restart it counts again, and what was told stays
 * told until a look goes well.
 */
export function createSourceWatch({ ledger, clock }: Pick<Use, 'ledger' | 'clock'>): SourceWatch {
  const bad = new Map<string, { since: number; looks: number }>();
  const keyOf = ({ project, environment }: Place): string => `${project}/${environment}`;
  return {
    answered: async (place) => {
      bad.delete(keyOf(place));
      // At every look, not only after words of our own: whoever told of it may be gone.
      await ledger.outages.end(place.project, place.environment);
    },
    failed: async (place, error) => {
      const key = keyOf(place);
      const before = bad.get(key) ?? { since: clock.now(), looks: 0 };
      const now = { since: before.since, looks: before.looks + 1 };
      bad.set(key, now);
      const code = outageCode(error);
      if (!isWorthTelling(code, now, clock.now())) return;
      const detail = error instanceof Error ? error.message : String(error);
      await ledger.outages.begin({ ...place, code, detail, since: now.since });
    },
  };
}
