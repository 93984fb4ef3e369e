import type { Action } from '../core/operation.ts';
import type { Tier } from '../core/environment.ts';
import type { MigrationFacts } from '../core/migration.ts';
import type { Approval, PromotionPlan } from '../core/promotion.ts';
import type { Artifact, Commit } from '../core/release.ts';

/** Something that was asked of the world just now. What could not be read says why, and is never taken for well. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

export const known = <T>(value: T): Fact<T> => ({ known: true, value });
export const unknown = (why: string): Fact<never> => ({ known: false, why });

/** Runs the question; an answer that does not come becomes an unknown fact. */
export async function ask<T>(question: () => Promise<T> | T): Promise<Fact<T>> {
  try {
    return known(await question());
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

/** All that guards may look at, gathered afresh for one question (DESIGN §6.3). Absent: does not apply here. */
export interface Facts {
  readonly project: string;
  readonly environment: string;
  readonly tier: Tier;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly configured: boolean;
  readonly actor?: {
    readonly action: Action;
    readonly member: Fact<{ readonly roleIds: readonly string[]; readonly bot: boolean } | undefined>;
    readonly allowed: Fact<boolean>;
  };
  /** Token that we hold, and the one in force. */
  readonly lease?: { readonly ours: number; readonly current: Fact<number> };
  /** What would go there. */
  readonly artifacts: readonly Artifact[];
  /** The same release as the ledger has it, and each artifact as it was recorded when it was built. */
  readonly recorded: Fact<{
    readonly release: readonly Artifact[] | undefined;
    readonly built: readonly (Artifact | undefined)[];
  }>;
  /** Releases that staging has verified: their artifacts. */
  readonly verified?: Fact<readonly Artifact[] | undefined>;
  readonly card?: {
    readonly plan: PromotionPlan;
    readonly hash: string;
    readonly expiresAt: number;
    /** Hash of the plan made anew from what is so now. */
    readonly hashNow: Fact<string>;
    readonly approvals: Fact<readonly Approval[]>;
  };
  /** What runs there, and whether it is in the history of what would go there. */
  readonly history?: Fact<{ readonly live: Commit | undefined; readonly contained: boolean }>;
  /** On a way back: what may have run there since this release was last verified there, and is not in it. */
  readonly schema?: Fact<readonly MigrationFacts[]>;
  readonly target?: Fact<'well' | 'mixed' | 'down' | 'never-deployed'>;
}
