import type { IntentKind, IntentOutcome } from '../core/intent.ts';
import { isStageTool, stageTools } from '../core/stage-tool.ts';
import type { Handler } from '../ports/queue.ts';
import type { Driver } from './drive.ts';
import { handleIntent } from './intents/index.ts';
import { refused } from './intents/handler.ts';
import type { Use } from './use.ts';

/** Tries of one intent after which it is told as broken rather than tried for ever. */
const mostTries = 5;

/** Intents that only ask, or only end something, have nothing to drive. */
const drives: readonly string[] = [
  'look-at-branch',
  'deploy',
  'promote',
  'evaluate',
  'roll-back',
  'cancel',
  'lock',
  'unlock',
  'clear',
  'freeze',
  'unfreeze',
  'verify',
  // A deployment that came meanwhile has waited for them.
  ...stageTools,
];

/**
 * Ends the wish, and with it the stage tool that was begun for it, if one was: deployments wait for an operation's end, and
 * of one whose wish is over nobody would ever tell it.
 */
async function end(use: Use, id: string, kind: IntentKind, outcome: IntentOutcome): Promise<void> {
  if (isStageTool(kind) && (await use.ledger.stage.operation(id)) !== undefined)
    await use.ledger.stage.end(id, outcome);
  await use.ledger.endIntent(id, outcome);
}

/** One delivery of an intent's id. It may come twice, late, or after the intent has ended: all harmless. */
export function createHandler(use: Use, driver: Driver): Handler {
  const inHand = new Set<string>();
  const handleOnce: Handler = async (id, signal) => {
    const open = await use.ledger.intent(id);
    if (open === undefined || open === 'ended') return;
    const { intent } = open;
    try {
      const outcome = await handleIntent({ use, id, driver, signal }, intent);
      if (outcome !== undefined) await end(use, id, intent.kind, outcome);
      // A stage tool that was refused has kept no deployment waiting; one that was used has ended its intent itself.
      if (outcome !== undefined && isStageTool(intent.kind)) return;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      use.log.error({ intent: id, kind: intent.kind, error: detail, tries: open.deliveries }, 'an intent broke');
      if (open.deliveries < mostTries || signal.aborted) throw error;
      await end(use, id, intent.kind, refused('request.broken', detail));
      return;
    }
    if (!drives.includes(intent.kind)) return;
    const absorbed = driver.atWork().includes(`${intent.project}/${intent.environment}`);
    const driving = driver.drive(intent.project, intent.environment, signal);
    // Whoever drives already looks once more, and tells of what goes wrong. Were each of them to wait for that, a few
    // pushes during a long suite would be as many as a worker has in hand at once, and nobody could cancel it.
    if (absorbed) void driving.catch(() => undefined);
    else await driving;
  };
  return async (id, signal) => {
    // Queued again while it is worked on: whoever has it sees it through, and the sweep brings it back should they die.
    if (inHand.has(id)) return;
    inHand.add(id);
    try {
      await handleOnce(id, signal);
    } finally {
      inHand.delete(id);
    }
  };
}
