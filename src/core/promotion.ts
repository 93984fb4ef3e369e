import type { MigrationFacts } from './migration.ts';
import type { Artifact, Commit } from './release.ts';
import { digestSet } from './release.ts';
import type { Verdict } from './verdict.ts';

export interface CommitFacts {
  readonly commit: Commit;
  /** First line of the message: hostile text. */
  readonly subject: string;
  readonly author: string;
  /** GitHub login where GitHub knows it. */
  readonly login?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Numbers of pull requests it came by. */
  readonly pulls?: readonly number[];
}

/** A file of the commit that says how it is deployed, such as a fly.toml; git's names of what is in it. */
export interface Recipe {
  readonly path: string;
  /** Absent where the commit does not have it, which the deployment refuses. */
  readonly blob?: string;
  /** As production's commit has it; absent where that has none, or nothing runs there. */
  readonly was?: string;
}

/** What a promotion card shows and what its hash covers. Fixed when the card is posted. */
export interface PromotionPlan {
  readonly commit: Commit;
  readonly release: string;
  readonly artifacts: readonly Artifact[];
  /** Absent where production has never run anything. */
  readonly current?: { readonly commit: Commit; readonly release: string; readonly artifacts: readonly Artifact[] };
  /** Newest first, at most 100; `more` counts the rest. */
  readonly commits: readonly CommitFacts[];
  readonly more: number;
  /** Migrations that production has not seen, sorted by path. */
  readonly migrations: readonly MigrationFacts[];
  /** How production is deployed by this commit; absent on the local target. */
  readonly recipes?: readonly Recipe[];
  /** Names of config keys that differ from production's last deployment; never values. */
  readonly configKeys: readonly string[];
  /** Hash of what those keys become; absent where none differs. */
  readonly configHash?: string;
  readonly approvals: {
    /** One more than configured where a migration is destructive or unknown. */
    readonly needed: number;
    readonly role: string;
    readonly fourEyes: boolean;
    /** A role that at least one of those who approve must have besides. */
    readonly mustInclude?: string;
    /** Authors of the commits, as far as the people map knows them, do not count. */
    readonly barAuthors?: boolean;
    /**
     * Where authors are barred: commits whose author nobody knows, logins of pushers nobody knows, and whether GitHub told
     * of nobody who pushed the newest commit (its webhook was lost, or refused for its size). Any of them asks for one
     * approval more, which `needed` includes: so each commit has as many approvers as configured who did not
     * write it, whoever did.
     */
    readonly unknownAuthors?: {
      readonly commits: number;
      readonly pushers: readonly string[];
      readonly pushedByNobody?: true;
    };
  };
  /** GitHub logins that pushed these commits, where authors are barred. */
  readonly pushers?: readonly string[];
  readonly evidenceAt?: number;
}

/** An approval as read back from Discord at `seenAt`. */
export interface Approval {
  readonly userId: string;
  readonly name: string;
  /** `counts` says yes; every other value says why not. */
  readonly standing:
    | 'counts'
    | 'requester'
    | 'author'
    | 'no-role'
    | 'bot'
    | 'not-a-member'
    | 'veto'
    /** ❌ of somebody whose ✅ would not count either: shown, and nothing more. */
    | 'veto-without-role';
  /** Has the role that must be among those who approve. */
  readonly includes?: boolean;
  readonly seenAt: number;
}

/** No code would change: the very artifacts that run there, with another config. */
export function isConfigOnly({ commit, artifacts, current }: PromotionPlan): boolean {
  return current?.commit === commit && digestSet(current.artifacts) === digestSet(artifacts);
}

/**
 * The text whose SHA-256 is the card's hash (DESIGN §5.1): digests, commit range, migrations, config-key difference,
 * current production, and what is asked of those who approve. Verdicts are left out, since they change while people look.
 * JSON with fixed key order.
 */
export function cardSubject(plan: PromotionPlan): string {
  return JSON.stringify([
    plan.commit,
    digestSet(plan.artifacts),
    plan.current ? [plan.current.commit, digestSet(plan.current.artifacts)] : null,
    plan.commits.map((commit) => commit.commit),
    plan.more,
    plan.migrations.map((migration) => [migration.path, migration.class]),
    plan.configKeys,
    ...(plan.configHash === undefined ? [] : [plan.configHash]),
    ...(plan.recipes === undefined
      ? []
      : [plan.recipes.map(({ path, blob, was }) => [path, blob ?? null, was ?? null])]),
    // A config that asks for more, or a migration that is judged otherwise, makes it another decision.
    [
      // What unknown authors add is settled when the card is posted, and does not come anew with each look.
      plan.approvals.needed - (plan.approvals.unknownAuthors === undefined ? 0 : 1),
      plan.approvals.role,
      plan.approvals.fourEyes,
      plan.approvals.mustInclude ?? null,
      plan.approvals.barAuthors ?? false,
    ],
  ]);
}

export interface PromotionView {
  readonly plan: PromotionPlan;
  /** Hex SHA-256 of cardSubject. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly approvals: readonly Approval[];
  /** Staging's newest evidence of these artifacts, up to the moment at which the promotion began or ended. */
  readonly evidence?: {
    readonly at: number;
    /** Of the deployment or verification that gathered it. */
    readonly number: number;
    readonly suites: readonly {
      readonly name: string;
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
    }[];
  };
  readonly verdicts: readonly Verdict[];
}
