import type { Action } from '../core/operation.ts';
import type { BadVersion } from '../core/bad-version.ts';
import type { Aspect, Difference } from '../core/constraints.ts';
import type { Tier } from '../core/environment.ts';
import type { Lock } from '../core/lock.ts';
import type { FreezeState } from '../core/freeze.ts';
import type { IsolationVerdict } from '../core/isolation.ts';
import type { EvidenceRecord } from '../core/evidence.ts';
import type { MigrationFacts } from '../core/migration.ts';
import type { Approval, PromotionPlan } from '../core/promotion.ts';
import type { Artifact, Commit, Digest } from '../core/release.ts';

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

/** The facts that somebody has to be asked for; which ones, the guards of a question say. */
export type Read =
  | 'actor'
  | 'bad'
  | 'card'
  | 'constraints'
  | 'evidence'
  | 'freeze'
  | 'history'
  | 'isolation'
  | 'lease'
  | 'locks'
  | 'recorded'
  | 'schema'
  | 'serves'
  | 'target'
  | 'verified'
  | 'wasGood';

/** All that guards may look at, gathered afresh for one question (DESIGN §6.3). Absent: does not apply here, or was not read. */
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
  /** Service → what its build for this environment has to be given, as the config says it now. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The same release as the ledger has it, and each artifact as it was recorded when it was built. */
  readonly recorded?:
    | Fact<{
        readonly release: readonly Artifact[] | undefined;
        readonly built: readonly (Artifact | undefined)[];
      }>
    | undefined;
  /** Releases that staging has verified: their artifacts. */
  readonly verified?: Fact<readonly Artifact[] | undefined> | undefined;
  /** What staging's record says about these digests, and how old it may be, in milliseconds. */
  readonly evidence?: { readonly record: Fact<EvidenceRecord>; readonly limit: number };
  readonly card?: {
    readonly plan: PromotionPlan;
    readonly hash: string;
    readonly expiresAt: number;
    /** Hash of the plan made anew from what is so now. */
    readonly hashNow: Fact<string>;
    readonly approvals: Fact<readonly Approval[]>;
  };
  /** What runs there, and whether it is in the history of what would go there. */
  readonly history?: Fact<{ readonly live: Commit | undefined; readonly contained: boolean }> | undefined;
  /** Whether production may change at this time, and whether this change had begun before. Absent off production. */
  readonly freeze?: Fact<{ readonly state: FreezeState; readonly begun: boolean }> | undefined;
  /** On a way back: what may have run there since this release was last verified there, and is not in it. */
  readonly schema?: Fact<readonly MigrationFacts[]> | undefined;
  readonly target?: Fact<'well' | 'mixed' | 'down' | 'never-deployed'> | undefined;
  /** Digest that each service serves just now, as the target says it; absent where it names none. */
  readonly serves?: Fact<readonly { readonly service: string; readonly digest?: Digest }[]> | undefined;
  /** How staging's processes are bound otherwise than production's, and which aspects the config means to be so. */
  readonly constraints?: {
    readonly found: Fact<readonly Difference[] | 'nothing-to-compare'>;
    readonly intended: readonly Aspect[];
  };
  /** Discord id of who asked for the deployment; absent where Greenroom began it by itself. */
  readonly requestedBy?: string;
  /** Whether it has changed something there already, or may have, as the ledger says now. Production alone is asked. */
  readonly underWay?: boolean;
  readonly locks?: Fact<readonly Lock[]> | undefined;
  /** Versions that the environment had to be taken back from. */
  readonly bad?: Fact<readonly BadVersion[]> | undefined;
  /** Before a stage tool: whether staging has anything in common with production. */
  readonly isolation?: Fact<IsolationVerdict> | undefined;
  /** Whether exactly this release was verified in this environment before. */
  readonly wasGood?: Fact<boolean> | undefined;
}
