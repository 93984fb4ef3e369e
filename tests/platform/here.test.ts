import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { killGroup } from '../../src/platform/kill-group.ts';
import { startHere } from '../../src/platform/programs/here.ts';
import { until } from '../world/until.ts';

test('a program that prints faster than it is heard has to wait: nothing is told while the last is being taken', async () => {
  let open = 0;
  let mostOpen = 0;
  let bytes = 0;
  const takes = async (chunk: Buffer): Promise<void> => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    bytes += chunk.length;
    // Several turns, in which an eager pipe would have brought more.
    for (let turns = 0; turns < 5; turns += 1) await setImmediate();
    open -= 1;
  };
  // It goes on: of one that has ended, what lies in the pipe comes at once.
  const script = `process.stdout.write(Buffer.alloc(5_000_000)); setInterval(() => {}, 1000)`;
  const program = startHere(
    { command: process.execPath, args: ['-e', script], cwd: '/', env: {} },
    { stdout: takes, stderr: takes },
  );
  const started = await program.started;
  if (!('pid' in started)) throw new Error(started.why);
  onTestFinished(() => killGroup(started.pid, 'SIGKILL'));
  await until('all of it was taken', () => bytes === 5_000_000 && open === 0);
  expect(mostOpen).toBe(1);
});
