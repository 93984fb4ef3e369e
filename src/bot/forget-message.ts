import { describe } from './describe.ts';
import type { BotParts } from './parts.ts';

/** Somebody deleted a card: its row is due again and posts it anew, also when nothing else changes. */
export async function forgetMessage(parts: BotParts, messageId: string, wake: () => void): Promise<void> {
  const { log, projections } = parts;
  try {
    const row = await projections.bySubjectOf('discord', 'card', 'messageId', messageId);
    if (!row) return;
    await projections.external(row.id, { ...row.external, messageId: '' });
    // Nothing of it is on display any more, not even its first version: so it is due.
    await projections.settled(row.id, 'deleted', 0);
    wake();
  } catch (error) {
    log.warn({ message: messageId, error: describe(error) }, 'a deleted card is posted anew at its next change');
  }
}
