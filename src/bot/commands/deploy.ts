/**
 * Deploys the head of staging's branch, or a commit you name, to staging.
 *
 * It does what a push does: build once, migrate, switch, verify from outside, run the tests. The card in the
 * deployments channel shows how it goes. A commit that was named stays on staging until the branch moves.
 *
 * ## Examples
 *
 * - `/deploy` deploys the head of the branch that staging follows.
 * - `/deploy commit:1a2b3c4` deploys that commit; seven digits or more.
 * - `/deploy environment:staging-2` where there is more than one.
 *
 * ## Refused
 *
 * - `environment.production-refused`: production is never deployed to directly. Use /promote.
 * - `environment.unknown`: there is no such environment.
 * - `request.malformed`: the commit is not made of 7 to 64 hexadecimal digits.
 * - `commit.already-live`: it is what runs there.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { offerPlaces } from './offers.ts';

export const deploy = defineCommand({
  name: 'deploy',
  says: 'Deploy the head of the branch, or a commit, to staging',
  action: 'deploy',
  options: z.object({
    project: z.string().optional(),
    environment: z.string().max(100).optional(),
    commit: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]{7,64}$/, 'wanted 7 to 64 hexadecimal digits, e.g. 1a2b3c4')
      .optional(),
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option.setName('environment').setDescription('Where to; never production').setAutocomplete(true),
      )
      .addStringOption((option) =>
        option.setName('commit').setDescription('Commit, 7 digits or more; the head of the branch if left out'),
      );
  },
  complete: offerPlaces(['staging']),
  run: (asking, { project, environment, commit }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    const what = commit ?? 'the head of its branch';
    return ask(
      asking,
      { ...place, kind: 'deploy', actor: asking.actor, ...(commit === undefined ? {} : { commit }) },
      `Deploy ${what} to ${place.environment}.`,
    );
  },
});
