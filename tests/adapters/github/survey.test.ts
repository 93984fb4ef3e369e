import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { GithubCredentials } from '../../../src/adapters/github/connect.ts';
import { surveyGithub } from '../../../src/adapters/github/survey.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';
import { startReceiver } from '../../standins/github/receiver.ts';

let github: GithubStandin;
beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
});
afterEach(() => github.close());

const seen = async (...workflows: string[]) => seenAs({ token: github.world.botToken }, ...workflows);

const seenAs = (credentials: GithubCredentials, ...workflows: string[]) =>
  surveyGithub({
    project: 'advent',
    repository: 'acme/advent',
    apiUrl: github.apiUrl,
    credentials,
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

/** A GitHub App with a webhook of its own; a push reaches whoever is there as `answers` tells, oldest first. */
async function anAppThatWasAnswered(...answers: number[]) {
  const its = await startReceiver(() => answers.shift() ?? 202);
  onTestFinished(async () => void (await its.close()));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const url = its.url.replace(/hook$/, 'webhooks/github');
  github.world.addApp('17', publicKey.export({ type: 'spki', format: 'pem' }).toString(), { url, secret: 'secret' });
  await github.world.commit('acme/advent', 'staging', { a: '1' }, { author: 'ana', message: '1' });
  await github.world.deliveries.settled();
  const asks = async () => {
    const { hooks } = await seenAs({
      appId: '17',
      privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    });
    return hooks.ok ? hooks.value.map(({ delivery }) => delivery) : hooks;
  };
  return { asks, came: its.received };
}

test('an app’s delivery that failed is asked for once more, since GitHub pings no app: what counts is how it ends now', async () => {
  const { asks, came } = await anAppThatWasAnswered(503, 202);
  expect(await asks()).toEqual([{ ok: true, value: { event: 'push', status: 202, said: 'OK' } }]);
  expect(new Set(came.map(({ headers }) => headers['x-github-delivery'])).size).toBe(1);
  expect(came).toHaveLength(2);
});

test('an app’s delivery that fails again is told as it is, and one that was taken is left alone', async () => {
  const { asks, came } = await anAppThatWasAnswered(503, 500, 202);
  expect(await asks()).toMatchObject([{ ok: true, value: { event: 'push', status: 500 } }]);
  expect(await asks()).toMatchObject([{ ok: true, value: { status: 202 } }]);
  expect(await asks()).toMatchObject([{ ok: true, value: { status: 202 } }]);
  expect(came).toHaveLength(3);
});

test('an app’s delivery that GitHub does not make again is told as it was', async () => {
  const { asks } = await anAppThatWasAnswered(503);
  const [{ id } = { id: 0 }] = github.world.deliveries.all;
  github.world.breaksApi({ kind: 'forbidden', on: `POST /app/hook/deliveries/${String(id)}/attempts` });
  expect(await asks()).toMatchObject([{ ok: true, value: { event: 'push', status: 503 } }]);
});
