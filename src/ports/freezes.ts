import type { Freeze } from '../core/freeze.ts';
import type { Actor, IntentOutcome } from '../core/intent.ts';

/** Ends that intent in the same transaction, so that a wish which is delivered twice is done once. */
interface FromIntent {
  readonly id: string;
  readonly outcome: IntentOutcome;
}

/** Freezes that people have set, for jobs. Each method is one transaction with its audit line. */
export interface Freezes {
  /** Those in force or still to come at this moment, the earliest first. Rejects where they cannot be read. */
  standing(project: string, environment: string, at: number): Promise<readonly Freeze[]>;
  set(
    freeze: Pick<Freeze, 'project' | 'environment' | 'reason' | 'by' | 'from' | 'until'>,
    fromIntent?: FromIntent,
  ): Promise<Freeze>;
  /** Takes them away before their time; one that was lifted already keeps its first end. */
  lift(ids: readonly string[], by: Actor, reason: string, fromIntent?: FromIntent): Promise<void>;
}
