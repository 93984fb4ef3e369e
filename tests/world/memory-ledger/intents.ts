import type { Intent, IntentOutcome } from '../../../src/core/intent.ts';
import type { Intents } from '../../../src/ports/intents.ts';
import type { Ledger } from '../../../src/ports/ledger.ts';
import { type Shelf, idOn, show } from './shelf.ts';

/** The first end stays, and makes the reply due. */
export function endOn(shelf: Shelf, id: string, outcome: IntentOutcome): void {
  const intent = shelf.intents.get(id);
  if (intent === undefined) throw new Error(`There is no intent ${id} to end.`);
  if (intent.outcome !== undefined) return;
  intent.outcome = outcome;
  for (const request of shelf.requests.values())
    if (request.intent === id)
      show(shelf, 'discord', 'reply', request.id, (shelf.stage.operations.get(id)?.told ?? 0) + 1);
}

export function intentWorkOn(shelf: Shelf): Pick<Ledger, 'intent' | 'openIntents' | 'endIntent'> {
  return {
    intent: async (id) => {
      const found = shelf.intents.get(id);
      if (found === undefined || found.outcome !== undefined) return found === undefined ? undefined : 'ended';
      found.deliveries += 1;
      return { id, intent: found.intent, deliveries: found.deliveries };
    },
    openIntents: async (queue) =>
      [...shelf.intents.values()]
        .filter((one) => one.outcome === undefined && one.intent.tier === queue)
        .map(({ id }) => id),
    endIntent: async (id, outcome) => endOn(shelf, id, outcome),
  };
}

export function intentsOn(shelf: Shelf): Pick<Intents, 'append' | 'ask'> {
  const append = (intent: Intent): string => {
    const open = [...shelf.intents.values()].find(
      (one) =>
        one.outcome === undefined &&
        one.deliveries === 0 &&
        one.intent.kind === 'evaluate' &&
        intent.kind === 'evaluate' &&
        one.intent.deployment === intent.deployment,
    );
    if (open !== undefined) return open.id;
    const id = idOn(shelf);
    shelf.intents.set(id, { id, intent, deliveries: 0 });
    return id;
  };
  return {
    append: async (intent) => append(intent),
    ask: async (intent, request) => {
      const there = [...shelf.requests.values()].find((one) => one.interactionId === request.interactionId);
      if (there !== undefined) return { id: there.intent, first: false };
      const asked = append(intent);
      const id = idOn(shelf);
      shelf.requests.set(id, { ...request, id, intent: asked });
      return { id: asked, first: true };
    },
  };
}
