import type { DeploymentKind, DeploymentState } from '../core/deployment.ts';
import type { Tier } from '../core/environment.ts';
import type { Freeze } from '../core/freeze.ts';
import type { IntentOutcome } from '../core/intent.ts';
import type { BadVersion } from '../core/bad-version.ts';
import type { Lock } from '../core/lock.ts';
import type { Outage } from '../core/outage.ts';
import type { Leaving } from '../core/leaving.ts';
import type { CommitFacts, PromotionView } from '../core/promotion.ts';
import type { ReasonCode } from '../core/reason.ts';
import type { Artifact, Commit } from '../core/release.ts';
import type { StageDescription } from '../core/stage-tool.ts';
import type { StepName, StepRecord } from '../core/step.ts';
import type { SuiteReport } from './report.ts';
import type { StageOperation } from './stage-ledger.ts';
import type { TargetObservation } from './target.ts';

export type ToolProgress = NonNullable<StageOperation['progress']>;

export interface AuditAnchor {
  readonly seq: number;
  /** Hex SHA-256 of the line. */
  readonly hash: string;
}

/** One line of the chain, as people read it. */
export interface AuditLine extends AuditAnchor {
  /** Epoch milliseconds. */
  readonly at: number;
  /** One of core/audit-kind.ts, or what another version of Greenroom wrote. */
  readonly kind: string;
  readonly environment?: string;
  /** Number of the deployment that it is about. */
  readonly deployment?: number;
  /** Discord id of who decided. */
  readonly actor?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** All that a card, a status or a reply can show of one deployment. */
export interface DeploymentView {
  readonly id: string;
  /** Small number for people, per project: `#12`. */
  readonly number: number;
  readonly project: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly kind: DeploymentKind;
  readonly state: DeploymentState;
  readonly commit: CommitFacts;
  /** GitHub login of who pushed, or Discord id of who asked. */
  readonly pusher?: string;
  readonly requestedBy?: string;
  readonly release?: string;
  readonly artifacts: readonly Artifact[];
  /** Commits folded into this one, newest first. */
  readonly contains: readonly Commit[];
  /** The newer deployment that took its place. */
  readonly supersededBy?: { readonly id: string; readonly number: number };
  /** Why it ended, or what it waits for. */
  readonly code?: ReasonCode;
  readonly detail?: string;
  readonly steps: readonly StepRecord[];
  readonly suites: readonly (SuiteReport & {
    readonly name: string;
    readonly ok: boolean;
    readonly code?: ReasonCode;
  })[];
  /** Service → public address. */
  readonly urls: Readonly<Record<string, string>>;
  readonly promotion?: PromotionView;
  /** Names of config keys whose change brought it; absent where somebody pushed or asked. */
  readonly configChange?: readonly string[];
  /** What a rollback takes away from those who use the environment, as it was when it was asked for. */
  readonly leavesProduction?: Leaving;
  /** The newest stage tool that has changed what its suites saw, since they passed. */
  readonly played?: { readonly cause: string; readonly detail: string; readonly at: number };
  /** What serves in this environment after it ended badly. */
  readonly serving?: { readonly commit: Commit; readonly number: number };
  readonly audit?: AuditAnchor;
  /** Rises with each change: the projector compares it. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface EnvironmentView {
  readonly project: string;
  readonly environment: string;
  readonly tier: Tier;
  /** Last deployment that succeeded, or was rolled back to. */
  readonly live?: DeploymentView;
  readonly running?: DeploymentView;
  readonly waiting?: DeploymentView;
  readonly observed?: TargetObservation;
  /** In force now, newest first. */
  readonly locks: readonly Lock[];
  /** Freezes by people, in force or to come. Those of the calendar are in the config: core/freeze.ts joins the two. */
  readonly freezes?: readonly Freeze[];
  /** What its app said last of its stage, where it has one. */
  readonly stage?: StageDescription;
}

/** A request whose intent has ended (or not yet), for the reply. */
export interface RequestView {
  readonly id: string;
  readonly interactionId: string;
  readonly applicationId: string;
  readonly token: string;
  readonly channelId: string;
  readonly userId: string;
  readonly at: number;
  /** What was asked, as people call it. */
  readonly asked: string;
  /** The environment that it is about. */
  readonly place: { readonly project: string; readonly environment: string };
  readonly outcome?: IntentOutcome;
  /** Rises with each change: the projector compares it. */
  readonly version: number;
  /** A stage tool that is at work for it, as far as it has come. */
  readonly operation?: Pick<StageOperation, 'tool' | 'startedAt' | 'progress'>;
}

/** Reading, for everybody. No method here changes anything. */
export interface Views {
  deployment(id: string): Promise<DeploymentView | undefined>;
  deploymentByNumber(project: string, number: number): Promise<DeploymentView | undefined>;
  /** Newest first; all environments where `environment` is absent. */
  history(project: string, environment: string | undefined, limit: number): Promise<readonly DeploymentView[]>;
  environment(project: string, environment: string): Promise<EnvironmentView>;
  /** Log of a step (all steps where absent), scrubbed, at most the last `bytes`. */
  log(deployment: string, step: StepName | undefined, bytes: number): Promise<string>;
  lock(id: string): Promise<Lock | undefined>;
  outage(id: string): Promise<Outage | undefined>;
  /** Those of a project that last, oldest first. */
  outages(project: string): Promise<readonly Outage[]>;
  /** Versions that an environment was taken back from and nobody has cleared, newest first. */
  badVersions(project: string, environment: string): Promise<readonly BadVersion[]>;
  /** A project's lines of the audit chain, newest first; about one deployment, or older than a line, where told. */
  audit(
    project: string,
    about: { readonly deployment?: number; readonly before?: number },
    limit: number,
  ): Promise<readonly AuditLine[]>;
  /** The newest line of the whole chain. */
  auditHead(): Promise<AuditAnchor | undefined>;
  request(id: string): Promise<RequestView | undefined>;
  /** Calls back soon after anything a view shows may have changed (LISTEN/NOTIFY; may call too often). Returns stop. */
  onChange(listener: () => void): () => void;
}
