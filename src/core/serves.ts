import { type Digest, isDigest } from './release.ts';
import type { Facts, StepRecord } from './step.ts';

/** What one service served when it was last looked at from outside. */
export interface Served {
  readonly service: string;
  /** Absent where the look ended before it came to this service. */
  readonly well?: boolean;
  /** As the target said it: `serving`, `down`, `mixed`, `unknown`, `never-deployed`. */
  readonly state: string;
  readonly digest?: Digest;
  /** Epoch milliseconds. */
  readonly at: number;
}

const isFacts = (value: Facts[string] | undefined): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The newest look among the steps; empty where nobody has looked yet. What is not said is not taken for well. */
export function servedOf(steps: readonly StepRecord[]): readonly Served[] {
  const [newest] = steps
    .filter((step) => step.endedAt !== undefined && isFacts(step.evidence?.['serves']))
    .toSorted((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0) || right.position - left.position);
  const serves = newest?.evidence?.['serves'];
  if (newest === undefined || !isFacts(serves)) return [];
  const at = newest.endedAt ?? 0;
  return Object.entries(serves).map(([service, facts]) => {
    const said = isFacts(facts) ? facts : {};
    const { state, digest, well } = said;
    return {
      service,
      state: typeof state === 'string' ? state : 'unknown',
      at,
      ...(typeof well === 'boolean' ? { well: well && state === 'serving' } : {}),
      ...(typeof digest === 'string' && isDigest(digest) ? { digest } : {}),
    };
  });
}
