import type { StageTool } from '../../core/stage-tool.ts';
import type { StageTools, ToolProgress, ToolState } from '../../ports/stage-tools.ts';
import type { Use } from '../use.ts';

/** As long as a tool may take; a reset of ten thousand users takes seconds. */
const mostMs = 600_000;
/** An answer was lost, and the app has not heard of it even after this: then it will not. */
const lostAfterMs = 15_000;
/** What is over before this needs no word in between. */
const quietMs = 2_000;
const firstWaitMs = 100;
const mostWaitMs = 900;

export type Ended<O extends StageTool> = Exclude<ToolState<O>, { state: 'running' | 'unknown' }>;

/** Looks until it has ended, telling how far it has come. Gives `no-answer` only where that is the end of the matter. */
export async function follow<O extends StageTool>(
  use: Use,
  tools: Pick<StageTools<'staging'>, 'look'>,
  operation: { readonly id: string; readonly tool: O; readonly startedAt: number },
  first: ToolState<O>,
  signal: AbortSignal,
): Promise<Ended<O>> {
  const { id, tool, startedAt } = operation;
  const began = use.clock.now();
  let told = '';
  let lost = first.state === 'no-answer' ? first : undefined;
  for (let [state, wait] = [first, firstWaitMs]; ; wait = Math.min(wait * 2, mostWaitMs)) {
    if (state.state === 'done' || state.state === 'refused') return state;
    const now = use.clock.now();
    if (state.state === 'unknown' && now - began > lostAfterMs)
      return { state: 'no-answer', code: 'stage.unreachable', detail: lost?.detail ?? 'it has not heard of it' };
    if (now - startedAt > mostMs)
      return {
        state: 'no-answer',
        code: 'stage.end-unknown',
        detail: state.state === 'no-answer' ? state.detail : 'it took longer than ten minutes',
      };
    if (state.state === 'no-answer') lost = state;
    if (state.state === 'running' && now - startedAt >= quietMs) told = await tell(use, id, state.progress, told);
    await use.clock.wait(wait, signal);
    signal.throwIfAborted();
    state = await tools.look(tool, id, signal);
    signal.throwIfAborted();
  }
}

async function tell(use: Use, id: string, progress: ToolProgress, told: string): Promise<string> {
  const words = JSON.stringify(progress);
  if (words !== told) await use.ledger.stage.progress(id, progress);
  return words;
}
