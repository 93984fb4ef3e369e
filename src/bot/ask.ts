import { type Intent, askedAs } from '../core/intent.ts';
import { askedReply } from './cards/reply.ts';
import type { Answer } from './answer.ts';
import { describe } from './describe.ts';
import type { Asking, BotParts } from './parts.ts';

/** The same interaction was recorded before, by another process that was told of it: answering it is that one's. */
export class RecordedElsewhere extends Error {
  override readonly name = 'RecordedElsewhere';
}

/**
 * Records what somebody wants and tells the worker. The intent is durable when `ask` resolves; the queue is only a
 * hint, and where it is away the sweep takes the intent up within a minute. Asking twice gives the same intent, and
 * rejects with RecordedElsewhere.
 */
export async function ask(asking: Asking, intent: Intent, what: string): Promise<Answer> {
  const { id, first } = await asking.intents.ask(intent, asking.request);
  await hint(asking, intent, id);
  if (!first) throw new RecordedElsewhere(`intent ${id} was recorded before`);
  return { drawn: askedReply(askedAs(intent), what) };
}

/** Records what nobody waits for an answer to: look again at this promotion, put that on record. */
export async function nudge(
  parts: BotParts,
  intent: Extract<Intent, { kind: 'evaluate' | 'note-refusal' }>,
): Promise<void> {
  const id = await parts.intents.append(intent);
  await hint(parts, intent, id);
}

async function hint({ queue, log }: BotParts, intent: Intent, id: string): Promise<void> {
  if (intent.tier === 'local') return;
  try {
    await queue.add(intent.tier, id);
  } catch (error) {
    log.warn({ intent: id, error: describe(error) }, 'the queue did not take the intent; the sweep will');
  }
}
