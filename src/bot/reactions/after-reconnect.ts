import { nudge } from '../ask.ts';
import { describe } from '../describe.ts';
import type { BotParts } from '../parts.ts';
import { isOf, placesOf, projectNames } from '../places.ts';

/** Reactions of an outage are not replayed where the session was lost, so each waiting promotion is looked at again. */
export async function afterReconnect(parts: BotParts): Promise<void> {
  const places = projectNames(parts.config).flatMap((name) => placesOf(parts.config, name).filter(isOf('production')));
  for (const place of places) {
    try {
      const { waiting } = await parts.views.environment(place.project, place.environment);
      if (waiting?.kind !== 'promotion') continue;
      await nudge(parts, { ...place, kind: 'evaluate', deployment: waiting.id, cause: 'reconnect' });
    } catch (error) {
      parts.log.warn({ ...place, error: describe(error) }, 'a promotion was not looked at after reconnecting');
    }
  }
}
