/**
 * Lifts what people have frozen in production; where nothing of that is in force, it calls off the next freeze that
 * somebody has planned.
 *
 * A promotion that waited and is approved goes at once. A freeze that comes from the config is not lifted by a command:
 * the answer names the rule, and whoever holds the config can change it.
 *
 * ## Examples
 *
 * - `/unfreeze reason:The show is over` lifts it.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `freeze.in-config`: what freezes production is a rule of the config.
 * - `freeze.none`: nobody has frozen production.
 * - `environment.unknown`: the project has no production.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { safe } from '../cards/text.ts';
import { productionNamed, projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';

export const unfreeze = defineCommand({
  name: 'unfreeze',
  says: 'Lift what people have frozen in production',
  action: 'unfreeze',
  options: z.object({
    project: z.string().optional(),
    reason: z.string().trim().min(1, 'wanted a reason').max(300),
  }),
  build: (builder) => {
    builder.addStringOption((option) =>
      option.setName('reason').setDescription('Why it may change again').setRequired(true).setMaxLength(300),
    );
  },
  run: (asking, { project, reason }) => {
    const place = productionNamed(asking.config, projectNamed(asking.config, project));
    return ask(
      asking,
      { ...place, kind: 'unfreeze', reason, actor: asking.actor },
      `Lift the freeze of ${place.environment}: ${safe(reason, 300)}`,
    );
  },
});
