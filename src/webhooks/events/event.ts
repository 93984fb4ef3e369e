import type { Intent } from '../../core/intent.ts';
import type { ReasonCode } from '../../core/reason.ts';
import type { Followed } from '../followed.ts';

/** What an event comes to: a wish, or the reason why it is none. `note` is for the log, in plain words. */
export type Outcome =
  | { readonly intent: Intent; readonly note?: string }
  | { readonly code: ReasonCode; readonly note?: string };

/** Reads one kind of event. The payload's signature is good, but its shape is still to be checked. Pure. */
export type ReadEvent = (payload: unknown, followed: Followed, delivery: string) => Outcome;
