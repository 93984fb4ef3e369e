/**
 * The stage tools: what exists off production only. Greenroom keeps the same list; a test holds both equal. Amounts of
 * time are milliseconds, moments ISO 8601 in UTC.
 */
type Counts = Readonly<Record<string, number>>;
type Mode = 'normal' | 'veteran';
export interface DayState {
  readonly day: number;
  readonly open: boolean;
}

interface Shapes {
  /** Adds synthetic data and replaces earlier synthetic data; nothing else is touched. */
  seed: {
    input: { readonly scenario: string; readonly rngSeed?: number };
    result: { readonly scenario: string; readonly rngSeed: number; readonly counts: Counts };
  };
  /** Reads only: where a reset would act, and on how much. */
  'reset-plan': {
    input: Readonly<Record<string, never>>;
    result: {
      readonly host: string;
      readonly rows: Counts;
      readonly redisKeys: number | null;
      /** Binds a reset to exactly this. */
      readonly planHash: string;
    };
  };
  /** All data of the environment are made anew; the old ones are kept for a while. */
  reset: {
    input: { readonly planHash: string; readonly scenario: string; readonly rngSeed?: number };
    result: {
      readonly phases: readonly { readonly name: string; readonly ms: number }[];
      readonly rngSeed: number;
      readonly before: Counts;
      readonly after: Counts;
      readonly undo: { readonly id: string; readonly until: string };
      readonly redisWiped: boolean;
    };
  };
  'undo-reset': {
    input: Readonly<Record<string, never>>;
    result: { readonly restored: Counts; readonly redisWiped: boolean };
  };
  'unlock-day': {
    input: { readonly day: number; readonly lock?: boolean };
    result: { readonly day: number; readonly open: boolean; readonly days: readonly DayState[] };
  };
  /** `user` is a Discord id or a synthetic user's name; without `days` all of them. */
  complete: {
    input: { readonly user: string; readonly mode: Mode; readonly days?: readonly number[] };
    result: { readonly user: string; readonly mode: Mode; readonly days: readonly number[] };
  };
  /** Exactly one of the three. The virtual clock goes on from there as fast as the real one. */
  clock: {
    input: { readonly at: string } | { readonly by: number } | { readonly clear: true };
    result: { readonly virtual: string | null; readonly real: string };
  };
  /** Changes nothing: who may enter a draw now, one user or `synthetic` made-up ones. */
  simulate: {
    input: { readonly user?: string; readonly synthetic?: number; readonly draw?: string };
    result: {
      readonly eligible: number;
      readonly ineligible: number;
      readonly reasons: readonly { readonly reason: string; readonly count: number }[];
      readonly user?: { readonly eligible: boolean; readonly because: readonly string[] };
    };
  };
  /** A rehearsal: what it draws cannot be claimed. */
  draw: {
    input: { readonly draw?: string; readonly entrants?: number };
    result: {
      readonly draw: string;
      readonly rehearsal: true;
      readonly seed: string;
      readonly seedHash: string;
      readonly winners: readonly { readonly user: string; readonly prize: string }[];
      readonly entrants: number;
      readonly unique: boolean;
      readonly fairness: {
        readonly expected: number;
        readonly counts: readonly number[];
        readonly chiSquare: number;
        readonly pValue: number;
      };
    };
  };
}

export type ToolName = keyof Shapes;
export type ToolInput<T extends ToolName> = Shapes[T]['input'];
export type ToolResult<T extends ToolName> = Shapes[T]['result'];

export const toolNames = [
  'seed',
  'reset-plan',
  'reset',
  'undo-reset',
  'unlock-day',
  'complete',
  'clock',
  'simulate',
  'draw',
] as const satisfies readonly ToolName[];

/** Who asked: shown in the journal. A script has no Discord id. */
export interface Asker {
  readonly discordId?: string;
  readonly name: string;
}

/** One wish of Greenroom's. The same `id` never acts twice. */
export interface Call<T extends ToolName = ToolName> {
  readonly id: string;
  readonly by: Asker;
  /** Rises with each owner of the environment; a lower one than was seen is refused. */
  readonly fence: number;
  readonly input: ToolInput<T>;
}

export type Outcome<T extends ToolName = ToolName> =
  | { readonly state: 'done'; readonly result: ToolResult<T> }
  | { readonly state: 'running'; readonly phase: string }
  | { readonly state: 'refused'; readonly code: string; readonly message: string; readonly remedy: string };
