import type { Environment, NonProduction } from '../core/environment.ts';
import type { AppIdentity } from '../core/isolation.ts';
import type { Actor } from '../core/intent.ts';
import type { Permit } from '../core/permit.ts';
import type { ReasonCode } from '../core/reason.ts';
import type { Artifact } from '../core/release.ts';
import type { ResetPlan, StageDescription, StageTool, ToolInputs, ToolResults } from '../core/stage-tool.ts';
import type { ActIo } from './io.ts';

/** One use of a tool. */
export interface ToolCall<O extends StageTool> {
  readonly tool: O;
  /** The operation's id: the app never acts twice for the same one. */
  readonly id: string;
  readonly by: Actor;
  readonly input: ToolInputs[O];
  /** What runs there, which the permit names. */
  readonly artifacts: readonly Artifact[];
}

/** How it stands with an operation, as the app says. */
export type ToolState<O extends StageTool = StageTool> =
  | { readonly state: 'done'; readonly result: ToolResults[O] }
  | { readonly state: 'running'; readonly progress: ToolProgress }
  /** Nothing was changed; `detail` is what the app says, hostile text. */
  | { readonly state: 'refused'; readonly code: ReasonCode; readonly detail: string }
  /** The app has never heard of it. */
  | { readonly state: 'unknown' }
  /** No answer, or none that could be believed: whether it has begun is not known. */
  | { readonly state: 'no-answer'; readonly code: ReasonCode; readonly detail: string };

export interface ToolProgress {
  readonly phase: string;
  readonly done?: number;
  readonly of?: number;
}

/** A question that changes nothing; `no` says why there is no answer. */
export type Said<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ReasonCode; readonly detail: string };

/**
 * The stage tools of one environment's app. Its type argument cannot be production, and production's worker is given
 * none (layer 1 of DESIGN §6): what may be done only where there is nobody to protect.
 */
export interface StageTools<in out T extends NonProduction> {
  readonly environment: Environment<T>;
  describe(signal: AbortSignal): Promise<Said<StageDescription>>;
  /** `fence`: the newest lease token of the environment, which the app compares. */
  planReset(asked: { readonly by: Actor; readonly fence: number }, signal: AbortSignal): Promise<Said<ResetPlan>>;
  /** What became of an operation; asked again after a worker has died over it. */
  look<O extends StageTool>(tool: O, id: string, signal: AbortSignal): Promise<ToolState<O>>;
  /** Begins it: spends the permit at the moment of the effect. What takes longer is looked at until it has ended. */
  use<O extends StageTool>(permit: Permit<O, T>, call: ToolCall<O>, token: number, io: ActIo): Promise<ToolState<O>>;
}

/** Asks an environment's app what it is connected to. Reads only, and exists for every tier. */
export type Identify = (project: string, environment: string, signal: AbortSignal) => Promise<Said<AppIdentity>>;
