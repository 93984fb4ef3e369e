import type { MigrationClass } from '../migration.ts';
import { plainText } from '../plain-text.ts';

/** What one statement does to those who are served meanwhile, and to the version that might come back. */
export interface Judgement {
  readonly class: MigrationClass;
  readonly why: string;
}

/** What earlier statements of the same file made: nobody uses it yet, so locking or changing it hurts nobody. */
export interface Made {
  readonly relations: Set<string>;
}

/** Known harm weighs more than not knowing: of the two, the first is what a person has to read. Both ask the same. */
const weight: Record<MigrationClass, number> = { additive: 0, risky: 1, unknown: 2, destructive: 3 };

export const fine: Judgement = { class: 'additive', why: '' };
export const risky = (why: string): Judgement => ({ class: 'risky', why });
export const destructive = (why: string): Judgement => ({ class: 'destructive', why });
export const unclear = (why: string): Judgement => ({ class: 'unknown', why });

/** The first of the worst, and how many more are as bad. */
export function worst(judgements: readonly Judgement[]): Judgement {
  let found = fine;
  let more = 0;
  for (const one of judgements) {
    if (weight[one.class] > weight[found.class]) {
      found = one;
      more = 0;
    } else if (one.class === found.class && one.why !== found.why) more += 1;
  }
  if (found.class === 'additive') return fine;
  return more === 0 ? found : { class: found.class, why: `${found.why} (and ${more} more)` };
}

/** A name out of somebody's SQL, fit for a sentence. */
export function named(name: string): string {
  const plain = plainText(name, 60);
  return plain === '' ? 'something without a name' : plain;
}
