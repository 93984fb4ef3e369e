/**
 * Says that a version which production was taken back from may go there again, and lets production go.
 *
 * After Greenroom had to go back, that version is remembered as bad and production is held, so that nobody promotes it
 * again half asleep. Find out what was wrong first; your name and your reason are recorded.
 *
 * ## Examples
 *
 * - `/clear version:41 reason:the provider was down, not us` clears deployment #41.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `release.not-bad`: that version is not marked as bad.
 * - `request.malformed`: a reason has 3 to 200 characters.
 */
import * as z from 'zod';
import { plainText } from '../../core/plain-text.ts';
import { shortCommit } from '../../core/release.ts';
import { ask } from '../ask.ts';
import { productionNamed, projectNamed } from '../places.ts';
import { type Complete, defineCommand } from './define.ts';
import { addReasonOption, projectIn, reason } from './offers.ts';

const offerBadVersions: Complete = async (parts, _option, typed, others) => {
  const place = productionNamed(parts.config, projectIn(parts, others));
  const standing = await parts.views.badVersions(place.project, place.environment);
  return standing
    .map((one) => ({
      name: plainText(`#${String(one.number)} ${shortCommit(one.commit)} ${one.code}`, 100),
      value: one.number,
    }))
    .filter(({ name }) => name.includes(typed.trim().replace(/^#/, '')));
};

export const clear = defineCommand({
  name: 'clear',
  says: 'Let a version that was not well go to production again',
  action: 'clear',
  options: z.object({
    project: z.string().optional(),
    version: z.number().int().positive(),
    reason,
  }),
  build: (builder) => {
    builder.addIntegerOption((option) =>
      option
        .setName('version')
        .setDescription('Number of the deployment, as on its card')
        .setRequired(true)
        .setMinValue(1)
        .setAutocomplete(true),
    );
    addReasonOption(builder, 'What was wrong, and why it may go again');
  },
  complete: offerBadVersions,
  run: (asking, { project, version, reason: why }) => {
    const place = productionNamed(asking.config, projectNamed(asking.config, project));
    return ask(
      asking,
      { ...place, kind: 'clear', actor: asking.actor, version, reason: why },
      `Clear #${String(version)} for ${place.environment}.`,
    );
  },
});
