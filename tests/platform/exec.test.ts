import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepForker, run } from '../../src/platform/exec.ts';
import { until } from '../world/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-exec-'));
const node = process.execPath;
const base = { cwd: folder, env: { PATH: '/usr/bin:/bin' } };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function alive(pid: number): boolean {
  try {
    // A zombie has ended; only its parent has not looked yet.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe.each(['by a fork of this process', 'by a small process that is kept for it'])(
  'running a program, %s',
  (how) => {
    // Tests have one kept, as workers have.
    const kept = keepForker();
    if (how === 'by a fork of this process') beforeAll(() => kept.stop());
    else beforeAll(() => void keepForker());

    it('tells how it ended, with both streams', async () => {
      const result = await run(node, ['-e', 'console.log("out"); console.error("err"); process.exit(7)'], base);
      expect(result).toMatchObject({ ended: 'exit', exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
    });

    it('gives it no environment but the one that was named', async () => {
      const result = await run(node, ['-e', 'console.log(Object.keys(process.env).sort().join())'], base);
      expect(
        result.stdout
          .trim()
          .split(',')
          .filter((name) => !name.startsWith('__')),
      ).toEqual(['PATH']);
    });

    it('lets it inherit no channel of ours, but the pipes that it prints to', async () => {
      const { stdout } = await run('/bin/ls', ['-l', '/proc/self/fd'], base);
      const sockets = stdout.split('\n').flatMap((line) => / (\d+) -> socket:/.exec(line)?.[1] ?? []);
      // Whatever else is open was so before us.
      expect(sockets).toEqual(['1', '2']);
    });

    it('hands words over as they are: nothing of them is a command', async () => {
      const hostile = '$(touch canary) `touch canary` ; touch canary & "\n';
      const result = await run(node, ['-e', 'process.stdout.write(process.argv[1])', hostile], base);
      expect(result.stdout).toBe(hostile);
      expect(existsSync(join(folder, 'canary'))).toBe(false);
    });

    it('ends the whole group at the deadline, also what ignores SIGTERM and its children', async () => {
      const child = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
      const script = `process.on('SIGTERM', () => {}); const c = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); console.log(c.pid); setInterval(() => {}, 1000);`;
      let said = '';
      const result = await run(node, ['-e', script], { ...base, deadlineMs: 700, output: (chunk) => (said += chunk) });
      expect(result.ended).toBe('deadline');
      const pid = Number(said.trim());
      expect(pid).toBeGreaterThan(0);
      await until('the grandchild is gone', () => !alive(pid), { deadlineMs: 5_000 });
    });

    it('does not wait for a child that was left behind with the pipes open, and ends it', async () => {
      const script = `const c = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); console.log(c.pid); process.exit(0);`;
      const result = await run(node, ['-e', script], base);
      expect(result).toMatchObject({ ended: 'exit', exitCode: 0 });
      await until('the child is gone', () => !alive(Number(result.stdout.trim())), { deadlineMs: 5_000 });
    });

    it.each([
      ['text', 'ünd'],
      ['bytes', Buffer.from('ünd')],
    ])('gives it its input, %s', async (_, input) => {
      expect(await run('/bin/cat', [], { ...base, input })).toMatchObject({ ended: 'exit', stdout: 'ünd' });
    });

    it('stops what is told to while it is being started', async () => {
      const stop = new AbortController();
      let pid = 0;
      const running = run('/bin/sleep', ['1000'], { ...base, signal: stop.signal, onStart: (its) => (pid = its) });
      stop.abort();
      expect((await running).ended).toBe('aborted');
      expect(pid).toBeGreaterThan(0);
      await until('it is gone', () => !alive(pid));
    });

    it('stops when it is told to', async () => {
      const stop = new AbortController();
      const running = run(node, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], {
        ...base,
        signal: stop.signal,
        output: () => stop.abort(),
      });
      expect((await running).ended).toBe('aborted');
    });

    it('keeps head and tail of a flood, and no more', async () => {
      const script = `console.log('first'); require('node:stream').Readable.from((function* () { for (let i = 0; i < 800; i++) yield 'x'.repeat(65535) + '\\n'; yield 'last\\n'; })()).pipe(process.stdout);`;
      const result = await run(node, ['-e', script], { ...base, maxCaptured: 10_000 });
      expect(result.stdout.length).toBeLessThan(10_200);
      expect(result.stdout).toMatch(/^first\n[\s\S]*characters left out[\s\S]*last\n$/);
    });

    it.each([
      ['the program does not exist', '/no/such/program', {}, /ENOENT/],
      ['the program may not be executed', '/etc/passwd', {}, /EACCES/],
      ['the folder does not exist', node, { cwd: '/no/such/folder' }, /ENOENT/],
    ])('says so where %s', async (_, program, more, why) => {
      const result = await run(program, [], { ...base, ...more });
      expect(result.ended).toBe('not-started');
      expect(result.detail).toMatch(/could not be started/);
      expect(result.detail).toMatch(why);
    });

    it.runIf(process.getuid?.() === 0).each([
      ['by its name', 'no-such-program'],
      ['by a path', './no-such-program'],
      ['by a folder’s', '/etc'],
    ])('says so where root is to start as another user what is not there, %s', async (_, program) => {
      const user = { uid: 65_534, gid: 65_534 };
      const result = await run(program, [], { ...base, cwd: '/', user });
      expect(result).toMatchObject({
        ended: 'not-started',
        detail: expect.stringContaining('no program of that name'),
      });
      expect(await run('true', [], { ...base, cwd: '/', user })).toMatchObject({ ended: 'exit', exitCode: 0 });
    });

    it.each([
      ['an argument', ['-e', 'x\0y'], {}],
      ['a value', [], { env: { A: 'x\0y' } }],
      ['the folder', [], { cwd: `${folder}\0` }],
    ])('settles, and starts nothing, with a NUL in %s', async (_, args, more) => {
      const result = await run(node, args, { ...base, ...more });
      expect(result).toMatchObject({ ended: 'not-started' });
      expect(result.detail).toMatch(/NUL/);
    });
  },
);
