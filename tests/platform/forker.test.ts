import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { keepForker, run } from '../../src/platform/exec.ts';
import { forkersOf, losesItsForker } from '../world/forkers-of.ts';
import { isForker, parentOf } from '../world/parent-of.ts';
import { until } from '../world/until.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'greenroom-forker-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runs = (pid: number): boolean => parentOf(pid) !== undefined;

/** Says its process to a file, and goes on for ever. */
const lives = (file: string): readonly [string, string] => [
  '-e',
  `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`,
];
const place = { cwd: '/', env: {} };

/** A process of its own that has something started, and of which `then` is known. */
function somebodyElse(then: string): { pid: number; gone: Promise<unknown> } {
  const exec = JSON.stringify(new URL('../../src/platform/exec.ts', import.meta.url).href);
  const call = JSON.stringify(lives(join(folder, 'pid')));
  const script = `import { existsSync } from 'node:fs';
    import { keepForker, run } from ${exec};
    keepForker();
    let known = () => {};
    run(process.execPath, ${call}, { cwd: '/', env: {}, onStart: () => known() });
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  return { pid: child.pid ?? 0, gone: new Promise((resolve) => child.once('exit', resolve)) };
}

const written = (): Promise<number> =>
  until('the program runs', () => existsSync(join(folder, 'pid')) && Number(readFileSync(join(folder, 'pid'), 'utf8')));

describe('the process that starts programs', () => {
  it('where it is killed, what it had started is ended and said to be, and the next is started by another one', async () => {
    const kept = keepForker();
    const before = forkersOf(process.pid);
    let known = 0;
    const running = run(process.execPath, lives(join(folder, 'pid')), { ...place, onStart: (its) => (known = its) });
    const pid = await written();
    // It may be at its work before anybody here has heard of it.
    await until('the program is known', () => known === pid);
    for (const one of before) process.kill(one, 'SIGKILL');
    expect(await running).toMatchObject({
      ended: 'lost',
      detail: expect.stringContaining('what had started it was killed'),
    });
    await until('the program is gone', () => !runs(pid));
    expect(await run('/bin/echo', ['again'], place)).toMatchObject({ ended: 'exit', stdout: 'again\n' });
    expect(forkersOf(process.pid)).not.toEqual(before);
    await kept.stop();
    expect(forkersOf(process.pid)).toEqual([]);
  });

  it('where it is killed before it has started what it was asked for, that is said to be lost, not refused', async () => {
    const kept = keepForker();
    const running = losesItsForker(
      () => run('/bin/echo', ['never'], place),
      () => true,
    );
    expect(await running).toMatchObject({ ended: 'lost', stdout: '' });
    await kept.stop();
  });

  it('is let go while a program runs: that one is ended, and nobody waits for it for ever', async () => {
    const kept = keepForker();
    let known = 0;
    const running = run(process.execPath, lives(join(folder, 'pid')), { ...place, onStart: (its) => (known = its) });
    const pid = await written();
    // It may be at its work before anybody here has heard of it.
    await until('the program is known', () => known === pid);
    await kept.stop();
    expect(await running).toMatchObject({ ended: 'lost' });
    await until('the program is gone', () => !runs(pid));
  });

  it('ends with whoever it starts them for; what that one never heard of, and nobody would find, ends with it', async () => {
    // Nothing is heard while it waits like this: of the program it knows nothing when it is killed.
    const it = somebodyElse(`const nap = new Int32Array(new SharedArrayBuffer(4));
      while (!existsSync(${JSON.stringify(join(folder, 'pid'))})) Atomics.wait(nap, 0, 0, 10);
      process.kill(process.pid, 'SIGKILL');`);
    const program = await written();
    await it.gone;
    await until('the program is gone', () => !runs(program));
  });

  it('leaves to the next one what that one can find', async () => {
    const it = somebodyElse(`known = () => setImmediate(() => process.kill(process.pid, 'SIGKILL'));`);
    const program = await written();
    onTestFinished(() => void (runs(program) && process.kill(program, 'SIGKILL')));
    await it.gone;
    await until('who started it is gone', () => !isForker(parentOf(program) ?? 0));
    expect(runs(program)).toBe(true);
  });
});
