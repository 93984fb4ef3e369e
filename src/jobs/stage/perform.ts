import type { Actor, IntentOutcome } from '../../core/intent.ts';
import { artifactsFor } from '../../core/release.ts';
import { type ReasonCode, reasons } from '../../core/reason.ts';
import type { StageTool, ToolInputs } from '../../core/stage-tool.ts';
import type { Lease } from '../../ports/ledger.ts';
import type { StageOperation } from '../../ports/stage-ledger.ts';
import type { StageTools, ToolState } from '../../ports/stage-tools.ts';
import { withLease } from '../hold-lease.ts';
import { type Considered, done, refused } from '../intents/handler.ts';
import type { Use } from '../use.ts';
import { type Ended, follow } from './follow.ts';
import { busyWith } from './busy-with.ts';
import type { Play, Wished } from './play.ts';
import type { Serving } from './what-serves.ts';

interface Act<O extends StageTool> extends Wished<O> {
  readonly id: string;
  readonly actor: Actor;
  readonly serving: Serving;
}

/** Last in every answer: is production fine, and what is to be done. Evidence ends before the app is asked. */
const nowWhat = 'Production is untouched. Before this version is promoted, press “Verify again” on its card.';
const nowWhatAllTheSame = nowWhat.replace('Before', 'All the same, before');

interface Operated<O extends StageTool> extends Pick<StageOperation, 'id' | 'project' | 'environment' | 'startedAt'> {
  readonly tool: O;
  readonly input?: ToolInputs[O];
  /** Whose card has “Verify again”; the answer links to it. */
  readonly deployment?: string;
}

/** So long may an owner who has ended take to let go. */
const letGoMs = 3_000;
const letGoStepMs = 100;

/** What the app says beyond what the code means, which the reply says already. */
function besidesTheCode(code: ReasonCode, detail: string): string {
  const { means } = reasons[code];
  return detail.startsWith(means) ? detail.slice(means.length).trim() : detail;
}

/** The end in words. What the app said is hostile text; the bot escapes it. */
function outcomeOf<O extends StageTool>(
  use: Use,
  play: Play<O>,
  operation: Operated<O>,
  ended: Ended<O>,
): IntentOutcome {
  const card = operation.deployment === undefined ? {} : { deployment: operation.deployment };
  if (ended.state !== 'done') {
    const said = besidesTheCode(ended.code, ended.detail);
    return { ...refused(ended.code, ...(said === '' ? [] : [said]), nowWhatAllTheSame), ...card };
  }
  const { lines, draw } = play.told(ended.result, use, operation.input);
  return { ...done('request.done', ...lines, nowWhat), ...card, ...(draw === undefined ? {} : { draw }) };
}

/** Begins it and sees it through, as the one owner of the environment; a deployment waits meanwhile. */
export async function perform<O extends StageTool>(
  use: Use,
  play: Play<O>,
  tools: StageTools<'staging'>,
  act: Act<O>,
  signal: AbortSignal,
): Promise<IntentOutcome | undefined> {
  const place = { project: tools.environment.project, environment: tools.environment.name };
  const ended = await owning(use, place, signal, (lease, both) => begin(use, play, tools, act, lease, both));
  if (ended === 'owned') return refused('stage.busy', (await busyWith(use, place)) ?? 'Somebody is at work there.');
  return ended;
}

/** A worker died over it: whether the app has heard of it, and how it ended there, only the app can say. */
export async function takeUp<O extends StageTool>(
  use: Use,
  play: Play<O>,
  tools: StageTools<'staging'>,
  operation: StageOperation,
  consider: () => Promise<Considered>,
  signal: AbortSignal,
): Promise<IntentOutcome | undefined> {
  if (operation.endedAt !== undefined) return undefined;
  const { id } = operation;
  const found = await owning(use, operation, signal, async (_, both): Promise<'unheard' | undefined> => {
    const first = await tools.look(play.tool, id, both);
    if (first.state === 'unknown') return 'unheard';
    await finish(use, play, tools, { ...operation, tool: play.tool }, first, both);
    return undefined;
  });
  // Whoever owns the environment has this very operation in hand, or will find it open.
  if (found !== 'unheard') return undefined;
  // Never begun: it is asked anew whether it may, as if it had just been wished.
  const considered = await consider();
  if ('refusal' in considered) {
    await use.ledger.stage.end(id, considered.refusal);
    return undefined;
  }
  return considered.act(id);
}

/** As the owner; where the lease is lost or the worker stops, the operation stays open and is taken up again. */
async function owning<T>(
  use: Use,
  place: { readonly project: string; readonly environment: string },
  signal: AbortSignal,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T | 'owned' | undefined> {
  let lostIt: AbortSignal | undefined;
  try {
    for (let waited = 0; ; waited += letGoStepMs) {
      const ended = await withLease(use, place, signal, async (lease, both) => {
        lostIt = both;
        return { value: await work(lease, both) };
      });
      if (ended !== undefined) return ended.value;
      // Work is told to have ended before its lease is given back: who is quick must not be refused for that.
      if (waited >= letGoMs || (await busyWith(use, place)) !== undefined) return 'owned';
      await use.clock.wait(letGoStepMs, signal);
    }
  } catch (error) {
    if (lostIt?.aborted !== true) throw error;
    use.log.warn({ ...place, error: String(error) }, 'a stage tool is handed over; another worker goes on with it');
    return undefined;
  }
}

async function begin<O extends StageTool>(
  use: Use,
  play: Play<O>,
  tools: StageTools<'staging'>,
  { id, actor, input, detail, confirms, serving }: Act<O>,
  lease: Lease,
  signal: AbortSignal,
): Promise<IntentOutcome | undefined> {
  const { tool } = play;
  const { project, name: environment } = tools.environment;
  const busy = await busyWith(use, { project, environment }, id);
  if (busy !== undefined) return refused('stage.busy', busy);
  const { release, view } = serving;
  const answer = await use.gate.ask<O, 'staging'>(
    tool,
    'deployment',
    { environment: tools.environment, release, lease, actor: { id: actor.discordId, action: tool } },
    signal,
  );
  if (!answer.allowed) return refused(answer.code, answer.detail);
  const operation = { id, project, environment, tool, actor, startedAt: use.clock.now() };
  const started = await use.ledger.stage.start(
    { ...operation, detail, deployment: view.id, ...(confirms === undefined ? {} : { confirms }) },
    lease,
  );
  if (started === 'confirmed-before') return refused('stage.confirmed-before');
  use.log.info({ project, environment, tool, by: actor.discordId }, 'a stage tool is used');
  const first = await tools.use(
    answer.permit,
    { tool, id, by: actor, input, artifacts: artifactsFor(release.artifacts, environment) },
    lease.token,
    { output: () => undefined, signal, fence: () => use.ledger.leases.check(lease) },
  );
  await finish(use, play, tools, { ...operation, input, deployment: view.id }, first, signal);
  return undefined;
}

async function finish<O extends StageTool>(
  use: Use,
  play: Play<O>,
  tools: StageTools<'staging'>,
  operation: Operated<O>,
  first: ToolState<O>,
  signal: AbortSignal,
): Promise<void> {
  const ended = await follow(use, tools, operation, first, signal);
  // Before the end is told, since whoever reads that may go on at once.
  const said = ended.state === 'no-answer' ? undefined : await tools.describe(signal).catch(() => undefined);
  if (said?.ok === true)
    await use.ledger.stage.describe(operation.project, operation.environment, said.value).catch(() => undefined);
  await use.ledger.stage.end(operation.id, outcomeOf(use, play, operation, ended));
}
