import type { Handler } from '../ports/queue.ts';
import type { Driver } from './drive.ts';
import { handleIntent } from './intents/index.ts';
import { refused } from './intents/handler.ts';
import type { Use } from './use.ts';

/** Tries of one intent after which it is told as broken rather than tried for ever. */
const mostTries = 5;

/** Intents that only ask, or only end something, have nothing to drive. */
const drives = [
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
];

/** One delivery of an intent's id. It may come twice, late, or after the intent has ended: all harmless. */
export function createHandler(use: Use, driver: Driver): Handler {
  return async (id, signal) => {
    const open = await use.ledger.intent(id);
    if (open === undefined || open === 'ended') return;
    const { intent } = open;
    try {
      const outcome = await handleIntent({ use, id, driver, signal }, intent);
      if (outcome !== undefined) await use.ledger.endIntent(id, outcome);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      use.log.error({ intent: id, kind: intent.kind, error: detail, tries: open.deliveries }, 'an intent broke');
      if (open.deliveries < mostTries || signal.aborted) throw error;
      await use.ledger.endIntent(id, refused('request.broken', detail));
      return;
    }
    if (drives.includes(intent.kind)) await driver.drive(intent.project, intent.environment, signal);
  };
}
