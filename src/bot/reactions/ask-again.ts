import { nudge } from '../ask.ts';
import { describe } from '../describe.ts';
import type { BotParts } from '../parts.ts';
import { isOf, placesOf } from '../places.ts';

/**
 * Has each waiting promotion of these projects looked at again: reactions of an outage are not replayed where the
 * session was lost, and what was held for want of evidence may go once staging was verified again.
 */
export async function askAgain(
  parts: BotParts,
  projects: readonly string[],
  cause: 'reconnect' | 'verified',
): Promise<void> {
  const places = projects.flatMap((name) => placesOf(parts.config, name).filter(isOf('production')));
  for (const place of places) {
    try {
      const { waiting } = await parts.views.environment(place.project, place.environment);
      if (waiting?.kind !== 'promotion') continue;
      await nudge(parts, { ...place, kind: 'evaluate', deployment: waiting.id, cause });
    } catch (error) {
      parts.log.warn({ ...place, cause, error: describe(error) }, 'a waiting promotion was not looked at again');
    }
  }
}
