import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { Environment } from '../../core/environment.ts';
import { termsOf } from '../../core/permit-terms.ts';
import { type ReasonCode, isReasonCode } from '../../core/reason.ts';
import type { StageTool, ToolResults } from '../../core/stage-tool.ts';
import type { Said, StageTools, ToolState } from '../../ports/stage-tools.ts';
import { description, ended, refusal, resetPlan, results, running, unheard } from './answers.ts';
import { type Answered, type AppPlace, askApp } from './ask.ts';

const deadlineMs = 15_000;
const noAnswer = (answer: Extract<Answered, { reached: false }>) =>
  ({
    code: answer.believed ? 'stage.unreachable' : 'stage.not-believed',
    detail: answer.detail,
  }) satisfies { code: ReasonCode; detail: string };

const codeOf = (code: string): ReasonCode =>
  code.startsWith('stage.') && isReasonCode(code) ? code : 'stage.refused-by-app';

function refusalIn({ body }: Extract<Answered, { reached: true }>) {
  const no = refusal.safeParse(body);
  return no.success ? ({ code: codeOf(no.data.code), detail: no.data.message } as const) : undefined;
}

function read<T>(shape: z.ZodType<T, unknown>, value: unknown): T | undefined {
  return shape.safeParse(value).data;
}

/**
 * Refusals of a question, which say nothing of what it was about: something on the way has repeated it, and the first of
 * them may have begun the operation; or whoever was only asked to look could not read whose data these are.
 */
const saysNothing: Readonly<Record<'use' | 'look', ReadonlySet<string>>> = {
  use: new Set(['stage.replayed']),
  look: new Set(['stage.replayed', 'stage.marker-unreadable']),
};

/** An answer as the state of an operation. What does not have the shape that it should is no end of anything. */
function stateOf<O extends StageTool>(tool: O, asked: 'use' | 'look', answer: Answered): ToolState<O> {
  if (!answer.reached) return { state: 'no-answer', ...noAnswer(answer) };
  const no = refusalIn(answer);
  // What became of an operation, refused or not, is told with 200.
  if (no !== undefined && answer.status !== 200 && saysNothing[asked].has(no.code))
    return { state: 'no-answer', ...no };
  if (no !== undefined) return { state: 'refused', ...no };
  const still = running.safeParse(answer.body);
  if (still.success) {
    const { phase, done, of } = still.data;
    return {
      state: 'running',
      progress: { phase, ...(done === undefined ? {} : { done }), ...(of === undefined ? {} : { of }) },
    };
  }
  if (unheard.safeParse(answer.body).success) return { state: 'unknown' };
  const end = ended.safeParse(answer.body);
  const result = end.success ? read<ToolResults[O]>(results[tool], end.data.result) : undefined;
  if (result !== undefined) return { state: 'done', result };
  return {
    state: 'no-answer',
    code: 'stage.not-believed',
    detail: `it answered ${answer.status} with something that is no result of ${tool}`,
  };
}

/** The stage tools of one staging environment's app, over the kit's wire. */
export function createStageTools(environment: Environment<'staging'>, place: AppPlace): StageTools<'staging'> {
  const ask = async <T>(
    path: string,
    body: object,
    read: (body: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<Said<T>> => {
    const answer = await askApp(place, path, body, deadlineMs, signal);
    if (!answer.reached) return { ok: false, ...noAnswer(answer) };
    const no = refusalIn(answer);
    if (no !== undefined) return { ok: false, ...no };
    const value = read(answer.body);
    return value === undefined
      ? { ok: false, code: 'stage.not-believed', detail: `it answered ${answer.status} with something else` }
      : { ok: true, value };
  };
  return {
    environment,
    describe: (signal) =>
      ask(
        '/_stage/describe',
        {},
        (body) => {
          const said = description.safeParse(body).data;
          if (said === undefined) return undefined;
          const { days, clock, undo, ...its } = said;
          return {
            ...its,
            days: days.map(({ day }) => day),
            clock: clock.virtual,
            ...(undo === undefined ? {} : { undoUntil: undo.until }),
          };
        },
        signal,
      ),
    planReset: ({ by, fence }, signal) => {
      const call = { id: randomBytes(16).toString('hex'), at: place.clock.now(), by, fence, input: {} };
      const read = (body: unknown) => {
        const end = ended.safeParse(body).data;
        return end && resetPlan.safeParse(end.result).data;
      };
      return ask('/_stage/reset-plan', call, read, signal);
    },
    look: async (tool, id, signal) =>
      stateOf(tool, 'look', await askApp(place, '/_stage/look', { id }, deadlineMs, signal)),
    use: async (permit, { tool, id, by, input, artifacts }, token, io) => {
      const now = place.clock.now();
      // The last things before the effect: the permit, used up, and the lease.
      permit.spend(termsOf(environment, tool, artifacts, token, now));
      await io.fence();
      const call = { id, at: now, by, fence: token, input };
      return stateOf(tool, 'use', await askApp(place, `/_stage/${tool}`, call, deadlineMs, io.signal));
    },
  };
}
