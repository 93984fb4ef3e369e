import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createGithub } from '../../../src/adapters/github/forge.ts';
import { runWorkflow } from '../../../src/adapters/github/workflow-suite.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createDoorbell } from '../../../src/platform/doorbell.ts';
import { aboutRun } from '../../../src/ports/doorbell.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { ActIo } from '../../../src/ports/io.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';

const workflow = `name: integration
run-name: Integration of \${{ inputs.greenroom }}
on:
  workflow_dispatch:
    inputs:
      greenroom: { required: true }
      commit: { required: true }
      urls: { required: true }
`;
const suite = { name: 'integration', workflow: 'integration.yml', artifact: 'junit', timeout: 20_000 } as const;
const green = { name: 'junit.xml', content: '<testsuites><testcase name="login"/></testsuites>' };

let github: GithubStandin;
let sha: string;
let printed = '';
/** Milliseconds that are over already without anybody having waited for them. */
let skipped = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + skipped };
beforeEach(async () => {
  printed = '';
  skipped = 0;
  github = await startGithub();
  await github.world.addRepository('acme/advent');
  sha = await pushes('one');
});
afterEach(async () => {
  const { violations } = github.world;
  await github.close();
  expect(violations).toEqual([]);
});

const pushes = (message: string, text = workflow): Promise<string> =>
  github.world.commit(
    'acme/advent',
    'staging',
    { '.github/workflows/integration.yml': text, 'change.txt': message },
    { author: 'ana', message },
  );

/** As staging's worker asks, where `commit` serves. */
function runs(more: { run?: string; timeout?: number; lookMs?: number; io?: Partial<ActIo>; commit?: string } = {}) {
  const made = createGithub({
    apiUrl: github.apiUrl,
    credentials: { token: github.world.botToken },
    repositories: { advent: 'acme/advent' },
    clock: systemClock,
    tries: 1,
    timeoutMs: 2_000,
  });
  const doorbell = createDoorbell();
  const ended = runWorkflow(
    {
      runs: made.runs,
      apiUrl: github.apiUrl,
      doorbell,
      clock,
      head: async (project, branch) => (await made.forge.head(project, branch))?.commit,
      lookMs: more.lookMs ?? 30,
    },
    {
      project: 'advent',
      branch: 'staging',
      suite: { ...suite, timeout: more.timeout ?? suite.timeout },
      request: {
        name: 'integration',
        run: more.run ?? 'deployment-1-integration',
        request: { commit: more.commit ?? sha, artifacts: [] },
        urls: { api: 'http://127.0.0.1:9' },
      },
    },
    {
      output: (chunk) => (printed += chunk),
      signal: new AbortController().signal,
      fence: async () => undefined,
      ...more.io,
    },
  );
  return Object.assign(ended, { doorbell });
}
const began = () => github.world.actions.runs;
/** Resolves when GitHub has been asked this. */
async function asked(what: RegExp): Promise<void> {
  while (!github.world.requests.some((one) => what.test(one))) await systemClock.wait(10);
}

describe('a suite on GitHub Actions', () => {
  test('is started on the branch with staging’s addresses and the commit; its report is read from its artifact', async () => {
    github.world.actions.plays({ files: [green] });
    expect(await runs()).toEqual({ ended: 'exit', exitCode: 0, report: green.content });
    expect(began()).toHaveLength(1);
    expect(began()[0]).toMatchObject({
      head: sha,
      inputs: { greenroom: 'deployment-1-integration', commit: sha, urls: '{"api":"http://127.0.0.1:9"}' },
    });
    expect(printed).toContain('/actions/runs/');
  });

  test('that is red ends as red, with its report', async () => {
    github.world.actions.plays({ files: [green], conclusion: 'failure' });
    expect(await runs()).toEqual({ ended: 'exit', exitCode: 1, report: green.content });
  });

  test('is found among others by its name, never by being the newest', async () => {
    github.world.actions.plays({ files: [] }, { files: [green] });
    await Promise.all([runs({ run: 'deployment-1-integration' }), runs({ run: 'deployment-2-integration' })]);
    const another = await runs({ run: 'deployment-2-integration' });
    expect(another.report ?? another.reportProblem).toBe(
      began().find(({ title }) => title.includes('deployment-2'))?.artifact === undefined ? 'missing' : green.content,
    );
    expect(began()).toHaveLength(2);
  });

  test('is its own run where another suite of the same workflow has a name that begins with its', async () => {
    github.world.actions.plays({ files: [] }, { files: [green] });
    expect(await runs({ run: 'deployment-1-web-mobile' })).toMatchObject({ reportProblem: 'missing' });
    expect(await runs({ run: 'deployment-1-web' })).toMatchObject({ report: green.content });
    expect(began().map(({ inputs }) => inputs['greenroom'])).toEqual(['deployment-1-web-mobile', 'deployment-1-web']);
  });

  test('that leaves more artifacts than a page of them is read by the name of its own', async () => {
    github.world.actions.plays({ files: [green], besides: 120 });
    expect(await runs()).toEqual({ ended: 'exit', exitCode: 0, report: green.content });
  });

  test('that a worker began and died over is found again, and not begun twice', async () => {
    let end = (): void => undefined;
    github.world.actions.plays({ files: [green], until: new Promise<void>((done) => (end = done)) });
    const dies = new AbortController();
    const first = runs({ io: { signal: dies.signal } });
    await asked(/GET .*\/actions\/runs\/\d+ /);
    dies.abort();
    expect(await first).toEqual({ ended: 'signal' });
    end();
    expect(await runs()).toMatchObject({ exitCode: 0, report: green.content });
    expect(began()).toHaveLength(1);
  });

  test('whose answer was lost on the way is looked for, and not begun twice', async () => {
    github.world.breaksApi({ kind: 'stores-then-hangs', on: 'POST /repos/acme/advent/actions/workflows' });
    github.world.actions.plays({ files: [green] });
    expect(await runs()).toMatchObject({ exitCode: 0 });
    expect(began()).toHaveLength(1);
  });

  test('is heard of by webhook long before the next look', async () => {
    let end = (): void => undefined;
    github.world.actions.plays({ files: [green], until: new Promise<void>((done) => (end = done)) });
    const often = runs();
    await asked(/GET .*\/actions\/runs\/\d+ /);
    // It finds the run at once, and looks again in an hour.
    const patient = runs({ lookMs: 3_600_000 });
    end();
    await often;
    let heard = false;
    const waits = patient.then((run) => {
      heard = true;
      return run;
    });
    while (!heard) {
      patient.doorbell.ring(aboutRun('advent', began()[0]?.id ?? 0));
      await systemClock.wait(10);
    }
    expect(await waits).toMatchObject({ exitCode: 0, report: green.content });
  });
});

describe('a suite on GitHub Actions that comes to nothing', () => {
  test.each([
    ['cancelled there', { conclusion: 'cancelled' }, 'test.not-run', /ended as cancelled/],
    ['skipped there', { conclusion: 'skipped' }, 'test.not-run', /ended as skipped/],
    ['never able to start', { conclusion: 'startup_failure' }, 'test.not-run', /startup_failure/],
    ['whose artifact has expired', { files: [green], expired: true }, 'test.no-report', /expired/],
    [
      'whose artifact leads out of its folder',
      { files: [{ name: '../../x.xml', content: 'x' }] },
      'test.bad-report',
      /leads out/,
    ],
  ] as const)('%s', async (_, script, code, says) => {
    github.world.actions.plays(script);
    const { why } = await runs();
    expect(why).toMatchObject({ code, detail: expect.stringMatching(says) });
  });

  test('without an artifact, or with a bomb for one, is told apart', async () => {
    github.world.actions.plays({ files: [] });
    expect(await runs()).toEqual({ ended: 'exit', exitCode: 0, reportProblem: 'missing' });
    github.world.actions.plays({ files: [{ name: 'junit.xml', content: Buffer.alloc(20_000_000), claims: 9 }] });
    expect(await runs({ run: 'deployment-2' })).toEqual({ ended: 'exit', exitCode: 0, reportProblem: 'too-large' });
    github.world.actions.plays({ conclusion: 'timed_out' });
    expect(await runs({ run: 'deployment-3' })).toEqual({ ended: 'deadline' });
  });

  test('since no runner is free is cancelled at its timeout, so that it does not test something later', async () => {
    github.world.actions.plays({ neverStarts: true });
    const running = runs();
    // Once it is found; what is late before that was never there.
    while (!printed.includes('/actions/runs/')) await systemClock.wait(10);
    skipped = suite.timeout;
    const { why } = await running;
    expect(why).toMatchObject({ code: 'test.not-run', detail: expect.stringContaining('still queued') });
    expect(began()[0]).toMatchObject({ conclusion: 'cancelled' });
  });

  test('since it never appears says what its file must have', async () => {
    github.world.actions.plays({ neverAppears: true });
    const { why } = await runs({ timeout: 300 });
    expect(why).toMatchObject({ code: 'test.not-run', detail: expect.stringContaining('run-name must contain') });
  });

  test.each([
    ['has no such file', undefined, /Not Found/],
    ['has one that cannot be dispatched', workflow.replace('workflow_dispatch', 'push'), /workflow_dispatch/],
    ['has one that does not take our inputs', workflow.replace('      urls: { required: true }\n', ''), /inputs.*urls/],
  ])('since the repository %s', async (_, text, says) => {
    const { world } = github;
    const commit =
      text === undefined
        ? await world.forcePush(
            'acme/advent',
            'staging',
            await world.commit('acme/advent', 'bare', { a: '1' }, { author: 'ana', message: 'bare' }),
            'ana',
          )
        : await pushes('two', text);
    const { why } = await runs({ commit });
    expect(why).toMatchObject({ code: 'test.no-workflow', detail: expect.stringMatching(says) });
  });

  test('since the branch has moved on is not begun; GitHub would run the newer commit’s', async () => {
    const old = sha;
    await pushes('two');
    const { why } = await runs({ commit: old });
    expect(why).toMatchObject({ code: 'test.other-commit' });
    expect(began()).toEqual([]);
  });

  test('since a push came between the look and the start is cancelled', async () => {
    github.world.actions.plays({ neverStarts: true });
    const { why } = await runs({ io: { fence: async () => void (await pushes('two')) } });
    expect(why).toMatchObject({ code: 'test.other-commit', detail: expect.stringContaining('moved on') });
    expect(began()[0]?.conclusion).toBe('cancelled');
  });

  test('since its deployment was cancelled is cancelled, too', async () => {
    github.world.actions.plays({ neverStarts: true });
    const cancel = new AbortController();
    const ended = runs({ io: { signal: cancel.signal } });
    await asked(/GET .*\/actions\/runs\/\d+ /);
    cancel.abort(new Error('deployment.cancelled'));
    expect(await ended).toEqual({ ended: 'signal' });
    expect(began()[0]?.conclusion).toBe('cancelled');
  });
});

test('an artifact of a repository that was renamed is where GitHub’s API says under its new address', async () => {
  const asked: string[] = [];
  let api = '';
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    const moved = request.url?.startsWith('/repos/') === true;
    const location = moved ? `${api}/repositories/7/actions/artifacts/5/zip` : 'https://blobs.example/5';
    response.writeHead(moved ? 301 : 302, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  api = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const renamed = createGithub({
    apiUrl: api,
    credentials: { token: 'ours' },
    repositories: { advent: 'acme/advent' },
    clock: systemClock,
  });
  expect(await renamed.runs.address('advent', 5)).toBe('https://blobs.example/5');
  expect(asked).toEqual([
    '/repos/acme/advent/actions/artifacts/5/zip token ours',
    '/repositories/7/actions/artifacts/5/zip token ours',
  ]);
});
