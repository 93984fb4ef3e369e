import { type Finding, worstFirst } from '../core/finding.ts';
import type { Facts } from '../ports/survey.ts';
import type { Check } from './check.ts';
import { checks } from './index.ts';

/** Judges what was seen. A check that breaks is unknown, never the end of the others. Worst first. */
export function examine(facts: Facts, asked: readonly Check[] = checks): readonly Finding[] {
  return worstFirst(
    asked.map((check) => {
      try {
        return check.examine(facts);
      } catch (error) {
        const { id, title, wanted, remedy } = check;
        const why = error instanceof Error ? error.message : String(error);
        return { id, title, wanted, remedy, state: 'unknown' as const, found: `the check itself broke: ${why}` };
      }
    }),
  );
}
