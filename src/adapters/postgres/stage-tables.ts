import type { Generated, JSONColumnType } from 'kysely';
import type { SeenIdentity } from '../../core/isolation.ts';
import type { StageDescription, StageTool } from '../../core/stage-tool.ts';
import type { ToolProgress } from '../../ports/stage-tools.ts';

export interface StageOperationRow {
  id: string;
  project: string;
  environment: string;
  tool: StageTool;
  actor_id: string;
  actor_name: string;
  detail: string;
  deployment: string | null;
  confirms: string | null;
  fence: number;
  progress: JSONColumnType<ToolProgress | null, string | null, string | null>;
  told: Generated<number>;
  started_at: number;
  ended_at: number | null;
}

export interface StageDescriptionRow {
  project: string;
  environment: string;
  description: JSONColumnType<StageDescription, string, string>;
  at: number;
}

export interface AppIdentityRow {
  project: string;
  environment: string;
  seen: JSONColumnType<SeenIdentity, string, string>;
  at: number;
}
