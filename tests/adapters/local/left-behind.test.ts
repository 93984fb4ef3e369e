import { expect, it, onTestFinished } from 'vitest';
import { stopHost } from '../../../src/adapters/local/stop-host.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { processesWith } from '../../world/processes-with.ts';
import { until } from '../../world/until.ts';
import { preamble, startedWith } from './programs.ts';
import { localStage } from './stage.ts';

it('an app that has left children in a session of their own takes them along when another version comes, or it is stopped', async () => {
  const here = await localStage(
    startedWith(`${preamble}
        const { spawn } = require('node:child_process');
        const code = 'setInterval(() => {}, 1000)';
        const options = { detached: true, stdio: 'ignore' };
        spawn(process.execPath, ['-e', code, 'child-of-' + claims], options).unref();
        if (!exitsAtStart) listen((_, response) => response.end(claims));`),
  );
  const name = String(here.ports.staging);
  const children = (claims: string): number[] => processesWith(`child-of-${claims}-${name}\0`);
  onTestFinished(() => {
    for (const claims of ['one', 'two', 'bad']) for (const pid of children(claims)) process.kill(pid, 'SIGKILL');
  });
  const [one, two] = [
    await here.builds('one', { claims: `one-${name}` }),
    await here.builds('two', { claims: `two-${name}` }),
  ];
  const bad = await here.builds('bad', { claims: `bad-${name}`, exitsAtStart: true });
  expect(await here.switches(one)).toMatchObject({ ok: true });
  expect(children('one')).toHaveLength(1);
  expect(await here.switches(bad)).toMatchObject({ ok: false, code: 'switch.exited' });
  await until('nothing of the bad one is left', () => children('bad').length === 0, { deadlineMs: 20_000 });
  expect(children('one')).toHaveLength(1);
  expect(await here.switches(two)).toMatchObject({ ok: true });
  await until('nothing of the old version is left', () => children('one').length === 0, { deadlineMs: 20_000 });
  expect(children('two')).toHaveLength(1);
  await stopHost(here.dataDir, 'advent', 'staging', systemClock);
  await until('nothing of the new version is left', () => children('two').length === 0, { deadlineMs: 20_000 });
});

it('a suite that has left children in a session of their own takes them along', async () => {
  const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', process.env.GREENROOM_JUNIT], { detached: true, stdio: 'ignore' }).unref()`;
  const here = await localStage({
    verify: [{ name: 'integration', run: ['node', '-e', child], timeout: '20s' }],
  });
  const children = (): number[] =>
    processesWith(`setInterval(() => {}, 1000)\0${here.place('staging').ownDir}/scratch/`);
  onTestFinished(() => {
    for (const pid of children()) process.kill(pid, 'SIGKILL');
  });
  const one = await here.builds('one');
  const suite = { name: 'integration', run: 'one', request: one, urls: {} };
  const run = await here.targets.staging.exercise(here.permit('exercise', 'staging', one, 1), suite, 1, here.io());
  expect(run).toMatchObject({ ended: 'exit', exitCode: 0 });
  await until('nothing of it is left', () => children().length === 0, { deadlineMs: 10_000 });
});
