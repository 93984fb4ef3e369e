import type { ColumnType, Generated } from 'kysely';
import type { DeploymentKind, DeploymentState } from '../../core/deployment.ts';
import type { Tier } from '../../core/environment.ts';
import type { Intent, IntentOutcome } from '../../core/intent.ts';
import type { Leaving } from '../../core/leaving.ts';
import type { OutageCode } from '../../core/outage.ts';
import type { Approval, CommitFacts, PromotionView } from '../../core/promotion.ts';
import type { ReasonCode } from '../../core/reason.ts';
import type { Artifact, Digest } from '../../core/release.ts';
import type { Facts, StepName, StepState } from '../../core/step.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Projection, ProjectionKind, Surface } from '../../ports/projections.ts';
import type { SuiteReport } from '../../ports/report.ts';
import type { TargetObservation } from '../../ports/target.ts';
import type { DeploymentView } from '../../ports/views.ts';
import type { AppliedMigrationRow, BadVersionRow, FreezeRow, LockRow } from './gate-tables.ts';
import type { AppIdentityRow, StageDescriptionRow, StageOperationRow } from './stage-tables.ts';

/**
 * The tables as kysely sees them. This file is where rows get their types: everything in them was written by this
 * folder, so what is read back is trusted to have the shape it was written with.
 */
export interface Tables {
  deliveries: DeliveryRow;
  delivery_bodies: { id: Generated<string>; packed: Buffer; received_at: number };
  intents: IntentRow;
  requests: RequestRow;
  artifacts: ArtifactRow;
  releases: ReleaseRow;
  evidence: EvidenceRow;
  evidence_ends: EvidenceEndRow;
  observations: { project: string; environment: string; observation: Json<TargetObservation>; at: number };
  project_numbers: { project: string; last: number };
  deployments: DeploymentRow;
  steps: StepRow;
  step_logs: StepLogRow;
  suites: SuiteRow;
  freezes: FreezeRow;
  approvals: {
    deployment: string;
    user_id: string;
    name: string;
    standing: Approval['standing'];
    includes: Generated<boolean>;
    seen_at: number;
  };
  applied_migrations: AppliedMigrationRow;
  leases: LeaseRow;
  locks: LockRow;
  bad_versions: BadVersionRow;
  outages: OutageRow;
  stage_operations: StageOperationRow;
  stage_descriptions: StageDescriptionRow;
  app_identities: AppIdentityRow;
  projections: ProjectionRow;
  audit: AuditRow;
  environments: { project: string; environment: string; tier: Tier };
  ledger_keys: { purpose: string; key: Buffer };
  secret_prints: { project: string; environment: string; name: string; print: string; at: number };
}

/** Written as JSON text, read back parsed. */
type Json<T> = ColumnType<T, string, string>;

interface DeliveryRow {
  id: string;
  event: string;
  repository: string;
  ref: string | null;
  before: string | null;
  after: string | null;
  body_hash: string;
  /** Of what was received before bodies were packed. */
  raw: Buffer | null;
  body: string | null;
  body_at: number | null;
  body_size: number | null;
  root: string;
  intent: string | null;
  code: ReasonCode | null;
  received_at: number;
  ended_at: number | null;
}

interface IntentRow {
  id: string;
  tier: Tier;
  kind: Intent['kind'];
  body: Json<Intent>;
  once: string | null;
  deliveries: Generated<number>;
  created_at: number;
  ended_at: number | null;
  outcome: Json<IntentOutcome> | null;
}

interface RequestRow {
  id: string;
  interaction_id: string;
  application_id: string;
  token: string;
  channel_id: string;
  user_id: string;
  at: number;
  intent: string;
}

interface ArtifactRow {
  key: string;
  project: string;
  commit: string;
  service: string;
  digest: Digest;
  created_at: number;
}

interface ReleaseRow {
  id: string;
  project: string;
  commit: string;
  digests: string;
  artifacts: Json<readonly Artifact[]>;
  created_at: number;
}

interface EvidenceRow {
  id: string;
  project: string;
  environment: string;
  release: string;
  deployment: string;
  facts: Json<Facts>;
  at: number;
}

interface EvidenceEndRow {
  id: string;
  project: string;
  environment: string;
  cause: string;
  detail: string;
  deployment: string | null;
  at: number;
}

interface DeploymentRow {
  id: string;
  number: number;
  project: string;
  environment: string;
  tier: Tier;
  kind: DeploymentKind;
  state: DeploymentState;
  commit: string;
  commit_facts: Json<CommitFacts>;
  contains: Generated<string[]>;
  pusher: string | null;
  requested_by: string | null;
  release: string | null;
  urls: Json<Readonly<Record<string, string>>>;
  promotion: Json<Pick<PromotionView, 'plan' | 'hash' | 'expiresAt'>> | null;
  verdicts: ColumnType<readonly Verdict[], string | undefined, string>;
  config_print: Json<Readonly<Record<string, string>>> | null;
  config_change: Json<readonly string[]> | null;
  leaves_production: Json<Leaving> | null;
  superseded_by: string | null;
  serving: Json<NonNullable<DeploymentView['serving']>> | null;
  code: ReasonCode | null;
  detail: string | null;
  cancel_requested_by: string | null;
  audit_seq: number | null;
  audit_hash: string | null;
  version: Generated<number>;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
}

interface StepRow {
  deployment: string;
  name: StepName;
  position: number;
  state: Generated<StepState>;
  attempts: Generated<number>;
  fence: number | null;
  code: ReasonCode | null;
  detail: string | null;
  evidence: Json<Facts> | null;
  started_at: number | null;
  ended_at: number | null;
  log_head: Generated<number>;
  log_tail: Generated<number>;
  log_left_out: Generated<number>;
  log_parts: Generated<number>;
}

interface StepLogRow {
  deployment: string;
  step: StepName;
  part: number;
  head: boolean;
  bytes: number;
  text: string;
  at: number;
}

interface SuiteRow {
  deployment: string;
  name: string;
  position: number;
  ok: boolean;
  code: ReasonCode | null;
  passed: number;
  failed: number;
  skipped: number;
  failures: Json<SuiteReport['failures']>;
}

interface LeaseRow {
  project: string;
  environment: string;
  token: number;
  holder: string | null;
  holder_key: number | null;
  expires_at: ColumnType<Date, unknown, unknown>;
}

interface OutageRow {
  id: string;
  project: string;
  environment: string;
  code: OutageCode;
  detail: string;
  since: number;
  ended_at: number | null;
  version: Generated<number>;
}

interface ProjectionRow {
  id: string;
  surface: Surface;
  kind: ProjectionKind;
  subject: string;
  commit: Generated<string>;
  project: string | null;
  environment: string | null;
  fate: Json<NonNullable<Projection['fate']>> | null;
  external: ColumnType<Readonly<Record<string, string>>, string | undefined, string>;
  shown: string | null;
  wanted: number;
  seen: Generated<number>;
  attempts: Generated<number>;
  error: string | null;
  retry_at: number | null;
  claimed_until: ColumnType<Date | null, undefined, unknown>;
  claimed_by: number | null;
}

export interface AuditRow {
  seq: number;
  at: string;
  kind: string;
  project: string | null;
  environment: string | null;
  deployment: string | null;
  actor: string | null;
  facts: string;
  previous: string;
  hash: string;
}
