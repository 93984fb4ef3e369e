/**
 * Takes production back to the version before, the last one that was verified as good.
 *
 * It needs no approval and waits for no window, since it is for the moment when production is not well. It is
 * recorded like everything else. Migrations are not undone.
 *
 * ## Examples
 *
 * - `/rollback` goes back.
 * - `/plan operation:rollback` says to which version it would go.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `release.no-previous`: there is no earlier version that was verified as good.
 * - `lease.held`: another deployment is at work; it is tried when that has ended.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { productionNamed, projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';

export const rollback = defineCommand({
  name: 'rollback',
  says: 'Take production back to the last good version',
  action: 'roll-back',
  options: z.object({ project: z.string().optional() }),
  run: (asking, { project }) => {
    const place = productionNamed(asking.config, projectNamed(asking.config, project));
    return ask(
      asking,
      { ...place, kind: 'roll-back', actor: asking.actor },
      `Take ${place.environment} back to the last version that was verified as good.`,
    );
  },
});
