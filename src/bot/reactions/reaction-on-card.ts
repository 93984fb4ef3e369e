import { nudge } from '../ask.ts';
import { describe } from '../describe.ts';
import type { BotParts } from '../parts.ts';

/** What people tap on a promotion card. Everything else is decoration. */
export const approve = '✅';
export const veto = '❌';

/**
 * A reaction means only “look at this promotion again”: the production worker reads reactors and roles back from
 * Discord itself. So nothing of the event is trusted, and a lost one is cured by the next minute's look.
 */
export async function reactionOnCard(
  parts: BotParts,
  messageId: string,
  emoji: string | undefined,
  byBot: boolean,
): Promise<void> {
  if (byBot || (emoji !== undefined && emoji !== approve && emoji !== veto)) return;
  try {
    const row = await parts.projections.bySubjectOf('discord', 'card', 'messageId', messageId);
    const view = row && (await parts.views.deployment(row.subject));
    if (view?.kind !== 'promotion' || view.state !== 'waiting') return;
    const { project, environment, tier } = view;
    await nudge(parts, { project, environment, tier, kind: 'evaluate', deployment: view.id, cause: 'reaction' });
  } catch (error) {
    parts.log.warn({ message: messageId, error: describe(error) }, 'a reaction was not taken up; the minute will');
  }
}
