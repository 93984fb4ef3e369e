import type { Intent, IntentOutcome } from '../../core/intent.ts';
import type { StageTool, ToolInputs, ToolResults } from '../../core/stage-tool.ts';
import type { StageTools } from '../../ports/stage-tools.ts';
import type { Considered } from '../intents/handler.ts';
import type { Use } from '../use.ts';

/** What a wish for a tool comes to. */
export interface Wished<O extends StageTool> {
  readonly input: ToolInputs[O];
  /** In words, as the audit line and the card have it. */
  readonly detail: string;
  /** Request whose button was pressed: serves one operation. */
  readonly confirms?: string;
}

type ToldEnd = Pick<IntentOutcome, 'lines' | 'draw'>;

/** One stage tool, as its file says it. */
export interface Play<O extends StageTool> {
  readonly tool: O;
  /** Reads only. What cannot be wished is refused here. */
  readonly wish: (
    intent: Extract<Intent, { kind: O }>,
    stage: { readonly use: Use; readonly tools: StageTools<'staging'>; readonly signal: AbortSignal },
  ) => Promise<Considered | { readonly wished: Wished<O>; readonly would: readonly string[] }>;
  /** `input` is what it was told, where that is still known: an operation that is taken up is looked at alone. */
  readonly told: (result: ToolResults[O], use: Use, input?: ToolInputs[O]) => ToldEnd;
}
