import { afterEach, beforeEach, expect, test } from 'vitest';
import { surveyGithub } from '../../../src/adapters/github/survey.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';

let github: GithubStandin;
beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
});
afterEach(() => github.close());

const seen = (...workflows: string[]) =>
  surveyGithub({
    project: 'advent',
    repository: 'acme/advent',
    apiUrl: github.apiUrl,
    credentials: { token: github.world.botToken },
    patience: { clock: systemClock, ms: 2_000, of: 'GitHub' },
    withLook: { clock: systemClock, ms: 3_000, of: 'GitHub' },
    branches: ['staging'],
    workflows,
    tomls: async () => [],
  });

test('whether a suite’s workflow could be started is found out without starting it', async () => {
  const { workflows, may } = await seen('integration.yml');
  expect(workflows).toEqual({ ok: true, value: [{ file: 'integration.yml', mayStart: true }] });
  expect(may.deployments).toEqual({ ok: true, value: true });
  expect(github.world.actions.runs).toEqual([]);
});

test('where the token may not write actions, that is said, and nothing else with it', async () => {
  github.world.breaksApi({
    kind: 'forbidden',
    on: 'POST /repos/acme/advent/actions/workflows/integration.yml/dispatches',
  });
  const { workflows, may } = await seen('integration.yml');
  expect(workflows).toEqual({ ok: true, value: [{ file: 'integration.yml', mayStart: false }] });
  expect(may.deployments).toEqual({ ok: true, value: true });
});

test('nothing is asked where no suite is a workflow', async () => {
  expect((await seen()).workflows).toEqual({ ok: true, value: [] });
  expect(github.world.requests.filter((line) => line.includes('dispatches'))).toEqual([]);
});
