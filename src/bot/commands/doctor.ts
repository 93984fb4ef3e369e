/**
 * Looks at everything that a deployment needs, and says what is wrong and what to do, worst first. Only you see the
 * answer.
 *
 * The worker of one environment looks, as far as its role may see: it has its own environment's secrets and no others'.
 * What only the person at the machine can see (the webhook's secret, and whether staging and production share one) is
 * looked at by `greenroom doctor` there. Every check with its remedy: [the doctor](../doctor.md).
 *
 * ## Examples
 *
 * - `/doctor` lets staging's worker look.
 * - `/doctor side:production` lets production's worker look, with production's tokens.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `environment.unknown`: there is no such project, or it has no such environment.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { productionNamed, projectNamed, stagingNamed } from '../places.ts';
import { defineCommand } from './define.ts';

const sides = ['staging', 'production'] as const;

export const doctor = defineCommand({
  name: 'doctor',
  says: 'What is wrong with Discord, GitHub, Fly, database or this machine, and what to do',
  action: 'doctor',
  options: z.object({ project: z.string().optional(), side: z.enum(sides).default('staging') }),
  build: (builder) => {
    builder.addStringOption((option) =>
      option
        .setName('side')
        .setDescription('Whose worker looks; staging’s unless told')
        .addChoices(sides.map((name) => ({ name, value: name }))),
    );
  },
  run: async (asking, { project, side }) => {
    const its = projectNamed(asking.config, project);
    const place =
      side === 'staging' ? stagingNamed(asking.config, its, undefined) : productionNamed(asking.config, its);
    return ask(asking, { ...place, kind: 'doctor' }, `Look at everything that ${place.environment} needs.`);
  },
});
