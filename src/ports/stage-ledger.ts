import type { Actor, IntentOutcome } from '../core/intent.ts';
import type { SeenIdentity } from '../core/isolation.ts';
import type { StageDescription, StageTool } from '../core/stage-tool.ts';
import type { Lease } from './ledger.ts';
import type { ToolProgress } from './stage-tools.ts';

/** One use of a stage tool. Its id is the intent's, so that a wish that comes twice is one operation. */
export interface StageOperation {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly tool: StageTool;
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly progress?: ToolProgress;
}

export interface NewStageOperation extends Pick<StageOperation, 'id' | 'project' | 'environment' | 'tool' | 'actor'> {
  /** What it is told, in words: for the audit line and for the card. */
  readonly detail: string;
  /** The deployment whose release serves there, whose card then says so. */
  readonly deployment?: string;
  /** Request that showed what it confirms: serves one operation. */
  readonly confirms?: string;
}

/** What the ledger keeps of staging's play. Each method is one transaction. */
export interface StageLedger {
  operation(id: string): Promise<StageOperation | undefined>;
  /** Begun and not ended, oldest first. */
  open(project: string, environment: string): Promise<readonly StageOperation[]>;
  /**
   * Before the app hears of it: writes it down, ends the environment's evidence, and appends the audit line. Again for
   * the same id it changes nothing. `confirmed-before`: what it confirms has served another operation.
   */
  start(operation: NewStageOperation, lease: Lease): Promise<'started' | 'confirmed-before'>;
  /** Shown to whoever waits for the answer. */
  progress(id: string, progress: ToolProgress): Promise<void>;
  /** Ends it together with its intent; ending it twice keeps the first end. */
  end(id: string, outcome: IntentOutcome): Promise<void>;

  describe(project: string, environment: string, description: StageDescription): Promise<void>;
  /** What an environment's app has said of itself, replacing what it said before. */
  recordIdentity(project: string, environment: string, seen: SeenIdentity): Promise<void>;
  identity(project: string, environment: string): Promise<SeenIdentity | undefined>;
  /** The installation's key for the apps' prints, base64url; the apps are told it, so it serves for nothing else. */
  printKey(): Promise<string>;
}
