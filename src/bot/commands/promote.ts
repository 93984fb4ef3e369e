/**
 * Asks for the release that staging verified to go to production. It posts a promotion card; it changes nothing yet.
 *
 * The card shows the commits, migrations, changed config keys and digests, and what still stands in the way. Release
 * managers approve it with ✅; one ❌ of a release manager ends it. Who counts is read back from Discord when it is
 * decided and again before each effect: who asked does not count, nor, where the config bars them, who wrote or pushed a
 * part of it. Exactly what staging tested goes to production; it is never built again.
 *
 * Where staging's evidence is too old, or something came after it, the card has a button “Verify again”: staging's checks
 * run once more on what it serves, and nothing is switched.
 *
 * ## Examples
 *
 * - `/promote` posts the card.
 * - `/plan operation:promote` shows the verdicts without posting one.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `release.none`, `release.not-verified`: staging has not verified a release yet.
 * - `release.already-live`: production runs it.
 * - `release.downgrade`: production runs something newer.
 * - `release.not-on-staging`: “Verify again” for something that staging does not run any more.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { productionNamed, projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';

export const promote = defineCommand({
  name: 'promote',
  says: 'Ask for what staging verified to go to production',
  action: 'promote',
  options: z.object({ project: z.string().optional() }),
  run: (asking, { project }) => {
    const place = productionNamed(asking.config, projectNamed(asking.config, project));
    return ask(
      asking,
      { ...place, kind: 'promote', actor: asking.actor },
      `Promote what staging verified to ${place.environment}. A card will ask for approval.`,
    );
  },
});
