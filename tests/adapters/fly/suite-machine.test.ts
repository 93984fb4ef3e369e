import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runSuiteMachine } from '../../../src/adapters/fly/suite-machine.ts';
import type { ActIo } from '../../../src/ports/io.ts';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { processesWith } from '../../world/processes-with.ts';
import type { Behaviour } from '../../world/tiny-app.ts';
import { apps, flyStage } from './stage.ts';

const dockerfile = (more: string): string => `FROM node:24-bookworm-slim AS app
WORKDIR /app
COPY . .
ARG GREENROOM_COMMIT
RUN node build.js
FROM app AS test
${more}
FROM app
CMD ["node", "server.js"]
`;

/** Staging serves a version whose Dockerfile has a stage `test`. */
async function staged(more = 'CMD ["node", "suite.js"]', behaviour: Behaviour = {}) {
  const here = await flyStage();
  const one = await here.builds('one', behaviour, { Dockerfile: dockerfile(more) });
  expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
  const tests = (request: ReleaseRequest = one, timeout = 20_000, io: Partial<ActIo> = {}) =>
    runSuiteMachine(
      here.place('staging'),
      { name: 'integration', machine: 'test', timeout },
      { name: 'integration', run: 'one', request, urls: { api: here.urls['staging'] ?? '' } },
      7,
      here.io(io),
    );
  const suiteMachines = () =>
    [...here.world.machines.values()].filter(({ config }) => config.metadata?.['greenroom'] === 'suite');
  return { ...here, one, tests, suiteMachines };
}

describe('a suite in a machine of its own', () => {
  test('runs the stage as an image of its own, says how it ended, and gives its report', async () => {
    const here = await staged();
    const run = await here.tests();
    expect(run, here.printed()).toMatchObject({ ended: 'exit', exitCode: 0 });
    expect(run.report).toContain('days are listed');
    const build = here.world.flyctlCalls.find((argv) => argv.includes('--build-target')) ?? [];
    expect(build[build.indexOf('--build-target') + 1]).toBe('test');
    const [machine] = here.suiteMachines();
    expect(machine?.running.image.digest).not.toBe(here.one.artifacts[0]?.digest);
    expect(machine?.config.metadata).toMatchObject({
      environment: 'staging',
      'managed-by': 'greenroom',
      project: 'advent',
      suite: 'integration',
    });
    expect(machine?.log).toContain('staging answered 200');
    expect(machine?.state).toBe('destroyed');
    expect(existsSync(machine?.config.env?.['GREENROOM_FOLDER'] ?? '/')).toBe(false);
    // What serves is what served, and is no other machine.
    expect(await here.observed()).toMatchObject({ state: 'serving', digest: here.one.artifacts[0]?.digest });
    expect(here.world.violations).toEqual([]);
  });

  test('is built once a commit', async () => {
    const here = await staged();
    await here.tests();
    await here.tests();
    expect(here.world.flyctlCalls.filter((argv) => argv.includes('--build-target'))).toHaveLength(1);
  });

  test('that is red ends with its own code, and its report says why', async () => {
    const here = await staged(undefined, { redTests: ['a draw has one winner'] });
    const run = await here.tests();
    expect(run).toMatchObject({ ended: 'exit', exitCode: 1 });
    expect(run.report).toContain('expected 1 to be 2');
  });

  test('that leaves no report is told so, whatever its code', async () => {
    const here = await staged(undefined, { suiteReport: 'missing' });
    expect(await here.tests()).toEqual({ ended: 'exit', exitCode: 0, reportProblem: 'missing' });
  });

  test('whose report is larger than 10 MiB is not read to its end', async () => {
    const flood = `require('node:fs').writeFileSync(process.env.GREENROOM_JUNIT, Buffer.alloc(11 * 1024 * 1024, 120))`;
    const here = await staged(`CMD ["node", "-e", ${JSON.stringify(flood)}]`);
    expect(await here.tests()).toMatchObject({ exitCode: 0, reportProblem: 'too-large' });
  });

  test('keeps letters that are cut in two between parts', async () => {
    const long = `const text = '<testsuites><testsuite name="x">' + '<testcase name="ä✅"/>'.repeat(20000) + '</testsuite></testsuites>';
      require('node:fs').writeFileSync(process.env.GREENROOM_JUNIT, text)`;
    const here = await staged(`CMD ["node", "-e", ${JSON.stringify(long)}]`);
    const { report } = await here.tests();
    expect(report?.split('ä✅')).toHaveLength(20_001);
    expect(report).not.toContain('\uFFFD');
  });

  test('that hangs is ended at its timeout, machine and children', async () => {
    const hang = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'left-by-a-suite'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const here = await staged(`CMD ["node", "-e", ${JSON.stringify(hang)}]`);
    expect(await here.tests(here.one, 1_500)).toEqual({ ended: 'deadline' });
    const [machine, ...more] = here.suiteMachines();
    expect([machine?.state, more]).toEqual(['destroyed', []]);
    expect(processesWith('left-by-a-suite')).toEqual([]);
    expect(existsSync(machine?.config.env?.['GREENROOM_FOLDER'] ?? '/')).toBe(false);
  });

  test('whose stage is not in the Dockerfile is refused in words', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    const run = await runSuiteMachine(
      here.place('staging'),
      { name: 'integration', machine: 'test', timeout: 5_000 },
      { name: 'integration', run: 'one', request: one, urls: {} },
      1,
      here.io(),
    );
    expect(run.why).toMatchObject({ code: 'test.image-failed', detail: expect.stringContaining('stage "test"') });
  });

  test('whose stage says nothing to run is refused in words', async () => {
    const here = await staged('RUN true');
    expect((await here.tests()).why).toMatchObject({
      code: 'test.image-failed',
      detail: expect.stringContaining('no CMD'),
    });
  });

  test('removes what a worker that died has left of the same suite, and nothing else', async () => {
    const here = await staged();
    const app = here.world.apps.get(apps.staging);
    const [serving] = here.world.machinesOf(apps.staging);
    if (app === undefined || serving === undefined) throw new Error('nothing serves');
    const left = async (suite: string) =>
      here.world.makeMachine(
        app,
        { ...serving.config, services: [], metadata: { greenroom: 'suite', suite } },
        { launch: true },
      );
    const [ours, others] = [await left('integration'), await left('smoke')];
    await here.tests();
    expect(ours.state).toBe('destroyed');
    expect(others.state).toBe('started');
    expect(serving.state).toBe('started');
  });

  test('is not begun with a token that was not shown to be apart', async () => {
    const here = await staged();
    const place = { ...here.place('staging'), apart: () => Promise.reject(new Error('Fly does not say')) };
    const asked = { name: 'integration', run: 'one', request: here.one, urls: {} };
    await expect(
      runSuiteMachine(place, { name: 'integration', machine: 'test', timeout: 5_000 }, asked, 1, here.io()),
    ).rejects.toThrow('Fly does not say');
    expect(here.suiteMachines()).toEqual([]);
  });
});
