import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { readWorkflowRun } from '../../src/webhooks/events/workflow-run.ts';
import { followedRepositories } from '../../src/webhooks/followed.ts';
import { projects } from './front-door.ts';

const followed = followedRepositories(projects);
const event = (run: Record<string, unknown> = {}, more: Record<string, unknown> = {}): object => ({
  action: 'completed',
  workflow_run: { id: 7, event: 'workflow_dispatch', head_branch: 'staging', conclusion: 'success', ...run },
  repository: { full_name: 'acme/advent' },
  ...more,
});
const read = (payload: object) => readWorkflowRun(payload, followed, 'd-1');

test('the end of a run on a followed branch is told to the environment that follows it', () => {
  expect(read(event())).toMatchObject({
    intent: { kind: 'look-at-run', project: 'advent', environment: 'staging', tier: 'staging', run: 7 },
  });
});

test.each([
  ['that has only begun', event({}, { action: 'in_progress' }), 'event.not-used'],
  ['that a push began', event({ event: 'push' }), 'event.not-used'],
  ['of another branch', event({ head_branch: 'main' }), 'push.other-branch'],
  ['of no branch', event({ head_branch: null }), 'push.other-branch'],
  ['of another repository', event({}, { repository: { full_name: 'acme/other' } }), 'push.other-repository'],
  ['without a number', event({ id: '7' }), 'event.malformed'],
  ['without a run', event({}, { workflow_run: undefined }), 'event.malformed'],
])('a run %s is refused with its reason', (_, payload, code) => {
  expect(read(payload)).toMatchObject({ code });
});

test('what GitHub publishes as examples of it is read', () => {
  const all: { name: string; examples: { action: string }[] }[] = createRequire(import.meta.url)(
    '@octokit/webhooks-examples/api.github.com/index.json',
  );
  const examples = all.find(({ name }) => name === 'workflow_run')?.examples ?? [];
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(read(example)).not.toMatchObject({ code: 'event.malformed' });
});
