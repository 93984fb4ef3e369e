import type { Actor } from './intent.ts';

/**
 * What people do with staging between “deployed” and “approved”. Each is an operation of its own that exists off
 * production only; the app does it by itself (`greenroom/kit` has the same list, and a test holds the two together).
 */
export const stageTools = [
  'seed',
  'reset',
  'undo-reset',
  'unlock-day',
  'complete',
  'clock',
  'simulate',
  'draw',
] as const;
export type StageTool = (typeof stageTools)[number];

export function isStageTool(name: string): name is StageTool {
  return stageTools.some((tool) => tool === name);
}

/** What each is told, as it travels to the app. Durations are milliseconds, moments ISO 8601. */
export interface ToolInputs {
  readonly seed: { readonly scenario: string; readonly rngSeed?: number };
  readonly reset: { readonly planHash: string; readonly scenario: string; readonly rngSeed?: number };
  readonly 'undo-reset': Readonly<Record<string, never>>;
  readonly 'unlock-day': { readonly day: number; readonly lock?: boolean };
  readonly complete: {
    readonly user: string;
    readonly mode: 'normal' | 'veteran';
    readonly days?: readonly number[];
  };
  readonly clock: { readonly at?: string; readonly by?: number; readonly clear?: true };
  readonly simulate: { readonly user?: string; readonly synthetic?: number; readonly draw?: string };
  readonly draw: { readonly draw?: string; readonly entrants?: number };
}

export type Rows = Readonly<Record<string, number>>;

/** How even a rehearsed draw was: how often each bucket of entrants won, and how likely chance alone is that uneven. */
export interface Fairness {
  /** Wins that each bucket would have on the average. */
  readonly expected: number;
  readonly counts: readonly number[];
  readonly chiSquare: number;
  readonly pValue: number;
}

export interface DrawReport {
  readonly draw: string;
  /** Revealed, and the hash of it that was published beforehand. */
  readonly seed: string;
  readonly seedHash: string;
  /** The first thousand of them at most. */
  readonly winners: readonly { readonly user: string; readonly prize: string }[];
  /** How many there are. */
  readonly won: number;
  readonly entrants: number;
  /** Nobody has won twice. */
  readonly unique: boolean;
  readonly fairness: Fairness;
}

/** What each leaves behind. The app's words in it are hostile text. */
export interface ToolResults {
  readonly seed: { readonly scenario: string; readonly rngSeed: number; readonly counts: Rows };
  readonly reset: {
    readonly phases: readonly { readonly name: string; readonly ms: number }[];
    readonly before: Rows;
    readonly after: Rows;
    /** Epoch milliseconds. */
    readonly undo?: { readonly until: number };
    readonly redisWiped: boolean;
  };
  readonly 'undo-reset': { readonly restored: Rows; readonly redisWiped: boolean };
  readonly 'unlock-day': { readonly day: number; readonly open: boolean };
  readonly complete: { readonly user: string; readonly mode: 'normal' | 'veteran'; readonly days: readonly number[] };
  /** ISO 8601; null: the real time. */
  readonly clock: { readonly virtual: string | null; readonly real: string };
  readonly simulate: {
    readonly eligible: number;
    readonly ineligible: number;
    readonly reasons: readonly { readonly reason: string; readonly count: number }[];
    readonly user?: { readonly eligible: boolean; readonly because: readonly string[] };
  };
  readonly draw: DrawReport;
}

/** What a reset would wipe, and the hash that it is bound to: another state of the data is another hash. */
export interface ResetPlan {
  readonly host: string;
  readonly rows: Rows;
  readonly redisKeys: number | null;
  readonly planHash: string;
}

/** What the app says of its stage just now; kept in the ledger, so that commands can offer it. */
export interface StageDescription {
  readonly tools: readonly string[];
  readonly scenarios: readonly { readonly name: string; readonly says: string }[];
  readonly days: readonly number[];
  readonly draws: readonly string[];
  /** Some made-up users by name, where the app names any. */
  readonly users?: readonly string[];
  readonly host: string;
  readonly rows: Rows;
  /** Staging's virtual time, ISO 8601; null: the real one. */
  readonly clock: string | null;
  /** Epoch milliseconds until which the last reset can be undone. */
  readonly undoUntil?: number;
}

/** A wish for one of them; a reset that only asks what it would wipe has no `confirms` yet. */
export type ToolWish =
  | {
      readonly [O in Exclude<StageTool, 'reset'>]: {
        readonly kind: O;
        readonly actor: Actor;
        readonly input: ToolInputs[O];
      };
    }[Exclude<StageTool, 'reset'>]
  | {
      readonly kind: 'reset';
      readonly actor: Actor;
      readonly input: Omit<ToolInputs['reset'], 'planHash'>;
      /** What was shown to the person: the request that showed it, and until when its button may be pressed. */
      readonly confirms?: { readonly planHash: string; readonly request: string; readonly expiresAt: number };
    };
