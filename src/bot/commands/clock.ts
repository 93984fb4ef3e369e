/**
 * Moves staging's own clock, which its time locks read; or lets it go with the real time again.
 *
 * From where you set it, it goes on as fast as any clock. Times are meant in the project's time zone.
 *
 * ## Examples
 *
 * - `/clock at:2026-12-24 18:00` sets it.
 * - `/clock by:3d` moves it three days ahead; `by:-2h` two hours back. Units are m, h and d.
 * - `/clock real:True` goes back to the real time.
 *
 * ## Refused
 *
 * - `environment.production-refused`: production's clock is the real one, always. Use staging.
 * - `request.malformed`: exactly one of at, by and real is wanted, or a time does not exist.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import type { ToolInputs } from '../../core/stage-tool.ts';
import { ask } from '../ask.ts';
import { localMoment } from '../local-moment.ts';
import type { Asking } from '../parts.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import { addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

const units = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const by = z
  .string()
  .trim()
  .regex(/^[+-]?\d{1,4}[mhd]$/, 'wanted an amount such as 3d, 12h or -30m')
  .transform((text) => Number.parseInt(text, 10) * (units.get(text.slice(-1)) ?? 0));

interface Wanted {
  readonly at?: string | undefined;
  readonly by?: number | undefined;
  readonly real?: boolean | undefined;
}

function inputOf(asking: Asking, project: string, { at, by: amount, real }: Wanted): ToolInputs['clock'] {
  const named = [at !== undefined, amount !== undefined, real === true].filter(Boolean);
  if (named.length !== 1) throw new Refused('request.malformed', 'Say exactly one of at, by and real.');
  if (amount !== undefined) return { by: amount };
  if (at === undefined) return { clear: true };
  const zone = asking.config.projects[project]?.promote.timeZone ?? 'UTC';
  return { at: new Date(localMoment(asking, 'at', at, zone)).toISOString() };
}

export const clock = defineCommand({
  name: 'clock',
  says: 'Move staging’s clock, which its time locks read',
  action: 'clock',
  options: z.object({
    ...placeOptions,
    at: z.string().max(40).optional(),
    by: by.optional(),
    real: z.boolean().optional(),
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option.setName('at').setDescription('A date and time such as 2026-12-24 18:00').setMaxLength(40),
      )
      .addStringOption((option) =>
        option.setName('by').setDescription('An amount such as 3d, 12h or -30m').setMaxLength(10),
      )
      .addBooleanOption((option) => option.setName('real').setDescription('Go with the real time again'));
    addStagingOption(builder);
  },
  complete: offerStage,
  run: (asking, { project, environment, ...wanted }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    return ask(
      asking,
      { ...place, kind: 'clock', actor: asking.actor, input: inputOf(asking, place.project, wanted) },
      `Change the clock of ${place.environment}.`,
    );
  },
});
