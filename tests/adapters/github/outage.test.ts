import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGithub } from '../../../src/adapters/github/forge.ts';
import { outageCode } from '../../../src/core/outage.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { ApiFault } from '../../../standins/github/faults.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';

let github: GithubStandin;
beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
});
afterEach(() => github.close());

/** What a look at a branch of the repository goes wrong by. */
const lookAt = async (repository: string): Promise<unknown> =>
  createGithub({
    apiUrl: github.apiUrl,
    credentials: { token: github.world.botToken },
    repositories: { advent: repository },
    clock: systemClock,
    tries: 1,
  })
    .forge.head('advent', 'staging')
    .catch((error: unknown) => outageCode(error));

test('what only a person can change is told from what passes', async () => {
  const struckBy = async (kind: ApiFault['kind']): Promise<unknown> => {
    github.world.breaksApi({ kind });
    return lookAt('acme/advent');
  };
  expect(await struckBy('forbidden')).toBe('github.refused');
  expect(await struckBy('server-error')).toBe('github.away');
  expect(await struckBy('rate-limited')).toBe('github.limited');
  expect(await lookAt('acme/hidden')).toBe('github.refused');
  // A branch that is gone is an answer.
  expect(await lookAt('acme/advent')).toBeUndefined();
});
