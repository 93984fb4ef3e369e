import type { AuditKind } from '../core/audit-kind.ts';
import type { DeploymentEvent, DeploymentKind } from '../core/deployment.ts';
import type { Environment, Tier } from '../core/environment.ts';
import type { EvidenceRecord } from '../core/evidence.ts';
import type { Intent, IntentOutcome } from '../core/intent.ts';
import type { MigrationFacts } from '../core/migration.ts';
import type { Leaving } from '../core/leaving.ts';
import type { Approval, CommitFacts, PromotionPlan } from '../core/promotion.ts';
import type { ReasonCode } from '../core/reason.ts';
import type { Artifact, Commit, Digest, Release } from '../core/release.ts';
import type { Facts, StepName, StepResult } from '../core/step.ts';
import type { Verdict } from '../core/verdict.ts';
import type { BadVersions } from './bad-versions.ts';
import type { Locks } from './locks.ts';
import type { Freezes } from './freezes.ts';
import type { Outages } from './outages.ts';
import type { Projections } from './projections.ts';
import type { QueueName } from './queue.ts';
import type { SuiteReport } from './report.ts';
import type { StageLedger } from './stage-ledger.ts';
import type { TargetObservation } from './target.ts';
import type { AuditAnchor, DeploymentView, Views } from './views.ts';

/** A live claim on an environment. `token` rises with each new owner (fencing, DESIGN §2). */
export interface Lease {
  readonly project: string;
  readonly environment: string;
  readonly token: number;
  readonly holder: string;
}

/** Who owns an environment just now. Time is the database's, never a process's. */
export interface Leases {
  /**
   * Takes it where it is free, expired, or held by an instance that is known to be dead (its session's advisory
   * lock is free). Undefined: somebody alive has it.
   */
  acquire(environment: Pick<Environment, 'project' | 'name'>): Promise<Lease | undefined>;
  /** Extends it; false where it was lost. */
  renew(lease: Lease): Promise<boolean>;
  /** Throws an Error whose message begins `lease.lost` unless the token is current and unexpired. */
  check(lease: Lease): Promise<void>;
  release(lease: Lease): Promise<void>;
  /** Token now in force, 0 where there never was one. */
  current(environment: Pick<Environment, 'project' | 'name'>): Promise<{ token: number; holder?: string }>;
}

export interface NewDeployment {
  readonly project: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly kind: DeploymentKind;
  readonly commit: CommitFacts;
  readonly pusher?: string;
  readonly requestedBy?: string;
  readonly release?: Release;
  readonly urls: Readonly<Record<string, string>>;
  readonly steps: readonly StepName[];
  readonly promotion?: { readonly plan: PromotionPlan; readonly hash: string; readonly expiresAt: number };
  /** Opaque, secret-free fingerprints of config keys, to tell next time what changed: name → keyed hash. */
  readonly configPrint?: Readonly<Record<string, string>>;
  /** Names of config keys whose change is why it comes: nobody pushed or asked. Never values. */
  readonly configChange?: readonly string[];
  /** A commit that is no part of this one: where it is what waits, it is superseded instead of joining `contains`. */
  readonly leaves?: Commit;
  /**
   * The newest deployment of this environment that is no verification, as it was when this one was decided; null where
   * there was none. Where another has come since, or it moved to another commit, nothing is written.
   */
  readonly decidedAfter?: { readonly id: string; readonly commit: Commit } | null;
  /**
   * Number of the deployment that was live when this one was decided; null where none was. Where something has begun or
   * ended there since, nothing is written.
   */
  readonly whileLive?: number | null;
  /** For a rollback: the commits that go away with it. */
  readonly leavesProduction?: Leaving;
}

export interface OpenIntent {
  readonly id: string;
  readonly intent: Intent;
  readonly deliveries: number;
}

/**
 * The durable record, for jobs. Each method is one transaction: it appends its audit line where a decision is
 * recorded, makes the projections that show it, and wakes listeners. A state that does not allow the move
 * rejects with an Error that names found and wanted; nothing is half done.
 */
export interface Ledger {
  readonly views: Views;
  readonly leases: Leases;
  readonly projections: Projections;
  readonly locks: Locks;
  readonly outages: Outages;
  readonly badVersions: BadVersions;
  readonly freezes: Freezes;
  readonly stage: StageLedger;

  intent(id: string): Promise<OpenIntent | 'ended' | undefined>;
  /** Open intents, oldest first, for the sweep. Counts a delivery each time intent() is called. */
  openIntents(queue: QueueName): Promise<readonly string[]>;
  /** Ends the intent and its request's outcome. Ending it twice keeps the first end. */
  endIntent(id: string, outcome: IntentOutcome): Promise<void>;

  /**
   * Puts a deployment into the waiting place. Where one of kind `deployment` waits already and this is one too, the
   * newer commit takes its place: the waiting row keeps its id and card, moves to the new commit, and the old commit
   * joins `contains`. What the new one `leaves`, and a waiting promotion, is superseded by the new one instead
   * (struck-through card). Idempotent for the same commit and kind while waiting. `fromIntent` ends that intent in the
   * same transaction; one that has ended already, with a deployment, gives that one, and nothing is written.
   * @throws MovedOn where it was `decidedAfter` what is no longer the newest, or `whileLive` what is not any more, or the intent has ended otherwise.
   */
  wait(
    deployment: NewDeployment,
    fromIntent?: { readonly id: string; readonly outcome: Omit<IntentOutcome, 'deployment'> },
  ): Promise<DeploymentView>;
  /** What runs and what waits there, as of one moment. */
  underWay(
    project: string,
    environment: string,
  ): Promise<{ readonly running?: DeploymentView; readonly waiting?: DeploymentView }>;
  waiting(project: string, environment: string): Promise<DeploymentView | undefined>;
  running(project: string, environment: string): Promise<DeploymentView | undefined>;
  /**
   * Moves it, with the lease checked in the same transaction where one is given. Without one nothing is cancelled that
   * has begun: it may have changed something, and only its owner knows what is to be done then.
   * @throws MovedOn where its state knows no such event: somebody else was first.
   */
  move(
    id: string,
    event: DeploymentEvent,
    why: { readonly code?: ReasonCode; readonly detail?: string; readonly actor?: string },
    lease?: Lease,
  ): Promise<DeploymentView>;
  /** Says what a waiting one waits for, or with nothing that it waits no more. The same again changes nothing. */
  waitsFor(id: string, why: { readonly code: ReasonCode; readonly detail: string } | undefined): Promise<void>;
  /** A fate for a commit that gets no deployment (superseded by force-push, refused): shown on GitHub. */
  commitFate(project: string, environment: string, commit: Commit, code: ReasonCode, detail: string): Promise<void>;
  setRelease(id: string, release: Release, lease: Lease): Promise<void>;
  setSteps(id: string, steps: readonly StepName[], lease: Lease): Promise<void>;
  requestCancel(id: string, actor: string): Promise<void>;
  cancelRequested(id: string): Promise<boolean>;

  /** Counts the attempt and writes the fence. Ledger first, effect after. */
  startStep(id: string, step: StepName, lease: Lease): Promise<{ readonly attempt: number }>;
  /** Told again changes nothing. One that `errored` stays begun, with what broke, until it is started once more. */
  endStep(id: string, step: StepName, result: StepResult, lease: Lease): Promise<void>;
  /** Already scrubbed text. Kept at most 2 MiB per step: head and tail, with a line that says what was left out. */
  appendLog(id: string, step: StepName, text: string): Promise<void>;
  recordSuite(
    id: string,
    suite: SuiteReport & { readonly name: string; readonly ok: boolean; readonly code?: ReasonCode },
    lease: Lease,
  ): Promise<void>;

  artifact(key: string): Promise<Artifact | undefined>;
  /**
   * Digests that must not be cleared away: of the `newest` artifacts of each service, of the `newest` deployments and
   * the `newest` good releases of each environment, and of whatever waits or runs.
   */
  keptDigests(newest: number): Promise<ReadonlySet<Digest>>;
  recordArtifact(artifact: Artifact, commit: Commit, project: string): Promise<void>;
  /** Same commit and digests: same release. */
  recordRelease(project: string, commit: Commit, artifacts: readonly Artifact[]): Promise<Release>;
  release(id: string): Promise<Release | undefined>;
  /** Newest release that this environment verified, or undefined. */
  verified(
    project: string,
    environment: string,
  ): Promise<{ readonly release: Release; readonly at: number; readonly deployment: string } | undefined>;
  recordEvidence(
    project: string,
    environment: string,
    release: string,
    deployment: string,
    facts: Facts,
    lease: Lease,
  ): Promise<void>;
  /** All that this environment's record says about exactly these digests. */
  evidenceOf(project: string, environment: string, artifacts: readonly Artifact[]): Promise<EvidenceRecord>;
  /**
   * For stage tools, which change the data that suites saw: whatever this environment has verified so far holds no
   * longer. `cause` is the tool, as people call it; `deployment` what ran there.
   */
  endEvidence(
    project: string,
    environment: string,
    end: {
      readonly cause: string;
      readonly detail: string;
      readonly deployment?: string;
      readonly actor?: string;
    },
  ): Promise<void>;
  /** What production (or another environment) last verified as good, newest first, without `except`. */
  knownGood(
    project: string,
    environment: string,
    except?: string,
  ): Promise<readonly { readonly release: Release; readonly deployment: string; readonly number: number }[]>;
  /** Release that the ledger believes is live: last succeeded, rolled back to, or undefined. */
  live(
    project: string,
    environment: string,
  ): Promise<{ readonly release: Release; readonly deployment: string; readonly number: number } | undefined>;
  recordObservation(project: string, environment: string, observation: TargetObservation): Promise<void>;
  /** Of the newest deployment that succeeded there. */
  configPrint(project: string, environment: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Of one deployment, however it ended; undefined where none was written down. */
  configPrintOf(deployment: string): Promise<Readonly<Record<string, string>> | undefined>;

  /**
   * Writes down which migrations an environment may have run from now on, before the first of them does. What is there
   * already, by path and content, keeps its first record.
   */
  recordMigrations(
    id: string,
    migrations: readonly Omit<AppliedMigration, 'deployment'>[],
    lease: Lease,
  ): Promise<void>;
  /** Migrations that an environment may have run, in the order in which they were written down. */
  appliedMigrations(project: string, environment: string): Promise<readonly AppliedMigration[]>;

  /** Replaces what is known of who approves; bumps the card. */
  recordApprovals(id: string, approvals: readonly Approval[], verdicts: readonly Verdict[]): Promise<void>;
  /** GitHub logins that pushed these commits, also of pushes that were folded into a newer one. */
  pushers(project: string, commits: readonly Commit[]): Promise<readonly string[]>;
  /** One audit line for a decision of the gate, in its own transaction under the chain's lock. */
  audit(entry: AuditEntry): Promise<AuditAnchor>;
}

/** A migration that may have run. `blob` is git's name of its content. */
export interface AppliedMigration extends MigrationFacts {
  readonly blob: string;
  /** Number of the deployment that brought it first. */
  readonly deployment: number;
}

export interface AuditEntry {
  readonly kind: AuditKind;
  readonly project?: string;
  readonly environment?: string;
  readonly deployment?: string;
  readonly actor?: string;
  readonly facts: Facts;
}
