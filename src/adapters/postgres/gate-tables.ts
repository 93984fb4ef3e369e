import type { Generated } from 'kysely';
import type { LockKind } from '../../core/lock.ts';
import type { MigrationClass } from '../../core/migration.ts';
import type { ReasonCode } from '../../core/reason.ts';

export interface LockRow {
  id: string;
  project: string;
  environment: string;
  kind: LockKind;
  reason: string;
  by_id: string | null;
  by_name: string | null;
  at: number;
  expires_at: number | null;
  warned_at: Generated<number | null>;
  released_at: Generated<number | null>;
  released_by: Generated<string | null>;
  release_reason: Generated<string | null>;
}

export interface BadVersionRow {
  id: string;
  project: string;
  environment: string;
  digests: string;
  commit: string;
  deployment: string;
  number: number;
  code: ReasonCode;
  detail: string;
  at: number;
  cleared_at: Generated<number | null>;
  cleared_by: Generated<string | null>;
  cleared_reason: Generated<string | null>;
}

export interface FreezeRow {
  id: string;
  project: string;
  environment: string;
  reason: string;
  by_id: string;
  by_name: string;
  at: number;
  starts_at: number;
  ends_at: number;
  lifted_at: number | null;
  lifted_by: string | null;
  lifted_reason: string | null;
}

export interface AppliedMigrationRow {
  project: string;
  environment: string;
  path: string;
  blob: string;
  class: MigrationClass;
  why: string | null;
  deployment: string;
  at: number;
}
