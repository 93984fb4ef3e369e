import type { Confirmation } from './confirmation.ts';
import type { Tier } from './environment.ts';
import type { Finding } from './finding.ts';
import type { ReasonCode } from './reason.ts';
import type { Commit } from './release.ts';
import type { DrawReport, ToolWish } from './stage-tool.ts';

/** Somebody in Discord, by user id; never by name. */
export interface Actor {
  readonly discordId: string;
  /** As shown when it was asked, for the record only. */
  readonly name: string;
}

/** What the intent is about. The tier decides which worker takes it. */
interface About {
  readonly project: string;
  readonly environment: string;
  readonly tier: Tier;
}

/** What a person can ask to be done; each can be planned as well (jobs/intents/consider.ts). */
export type Wish =
  | { readonly kind: 'deploy'; readonly commit?: string; readonly actor: Actor }
  | { readonly kind: 'promote'; readonly actor: Actor }
  | { readonly kind: 'cancel'; readonly deployment: string; readonly actor: Actor }
  | { readonly kind: 'verify'; readonly deployment: string; readonly actor: Actor }
  | { readonly kind: 'roll-back'; readonly actor: Actor }
  | {
      readonly kind: 'lock';
      readonly actor: Actor;
      /** What somebody wrote: hostile text. */
      readonly reason: string;
      /** Milliseconds; the config's `locks.lasts` where absent. */
      readonly lasts?: number;
      readonly takeOver: boolean;
    }
  | { readonly kind: 'unlock'; readonly actor: Actor; readonly reason: string }
  | { readonly kind: 'clear'; readonly actor: Actor; readonly version: number; readonly reason: string }
  | {
      readonly kind: 'freeze';
      readonly reason: string;
      /** Epoch milliseconds, both. */
      readonly from: number;
      readonly until: number;
      readonly actor: Actor;
    }
  | { readonly kind: 'unfreeze'; readonly reason: string; readonly actor: Actor }
  | ToolWish
  | {
      readonly kind: 'clean-up';
      readonly actor: Actor;
      /** Print of the list that was looked at, and until when its button may be pressed. Without it the list is shown. */
      readonly confirms?: { readonly shown: string; readonly expiresAt: number };
    };

/**
 * What someone asked for. Intents carry wishes, never permission: the worker gathers facts and asks the gate.
 * `look-at-branch` is a level, not an edge: the worker deploys the branch's head, whatever `after` says.
 */
export type Intent = About &
  (
    | {
        readonly kind: 'look-at-branch';
        readonly branch: string;
        readonly cause: 'push' | 'poll';
        readonly after?: Commit;
        readonly pusher?: string;
        readonly delivery?: string;
      }
    | {
        readonly kind: 'evaluate';
        readonly deployment: string;
        readonly cause: 'posted' | 'reaction' | 'reconnect' | 'verified' | 'minute';
      }
    | {
        /** GitHub says that a run of a workflow has ended; whoever waits for it looks. */
        readonly kind: 'look-at-run';
        readonly run: number;
      }
    | Wish
    | {
        /** Somebody named production by hand where it is not offered. It was refused at once; this is for the record. */
        readonly kind: 'note-refusal';
        readonly actor: Actor;
        readonly command: string;
        /** Hostile text. */
        readonly typed: string;
      }
    | {
        readonly kind: 'plan';
        readonly of: Wish;
        /** For /why: only what stands in the way. */
        readonly only?: 'obstacles';
      }
    | { readonly kind: 'doctor' }
  );
export type IntentKind = Intent['kind'];

/** What was asked, as people call it: /why is a plan that shows less, and /unlock-day can lock one, too. */
export function askedAs(intent: Intent): string {
  if (intent.kind === 'unlock-day' && intent.input.lock === true) return 'lock-day';
  return intent.kind === 'plan' && intent.only === 'obstacles' ? 'why' : intent.kind;
}

/** How an intent ended. `lines` are plain sentences for the reply; the bot escapes them. */
export interface IntentOutcome {
  readonly state: 'done' | 'refused';
  readonly code: ReasonCode;
  readonly lines: readonly string[];
  readonly deployment?: string;
  /** A button under the answer, by which what it says is wanted. */
  readonly confirms?: Confirmation;
  /** Shown as an image beside the words. */
  readonly draw?: DrawReport;
  /** Of /doctor. */
  readonly findings?: readonly Finding[];
}
