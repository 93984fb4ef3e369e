import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface Errand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Complete: nothing of our own environment is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
}

export interface Done {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: Buffer;
}

const answerShape = z.object({
  id: z.number(),
  failed: z.string().exactOptional(),
  code: z.number().nullable().exactOptional(),
  out: z.instanceof(Uint8Array),
  err: z.instanceof(Uint8Array),
});

const script = fileURLToPath(new URL('errands.js', import.meta.url));
const waiting = new Map<number, { done: (how: Done) => void; fail: (error: Error) => void }>();
let last = 0;
let runner: ChildProcess | undefined;

/**
 * Runs a small program to its end, by a process that is kept for this. A fork copies the page tables of who forks: 10 ms
 * in a process of 300 MB, which a test's is, and 1 ms in one that has nothing (measured); git is started thousands of
 * times in a run. Rejects where it could not be started.
 */
export function runErrand(errand: Errand): Promise<Done> {
  runner ??= start();
  const { channel } = runner;
  const id = (last += 1);
  const { input } = errand;
  runner.send({ id, ...errand, ...(input === undefined ? {} : { input: Buffer.from(input) }) });
  // Only what is under way holds our process.
  channel?.ref();
  return new Promise<Done>((done, fail) => waiting.set(id, { done, fail })).finally(() => {
    waiting.delete(id);
    if (waiting.size === 0) channel?.unref();
  });
}

function start(): ChildProcess {
  const child = fork(script, { serialization: 'advanced', execArgv: [], env: {}, stdio: 'ignore' });
  child.unref();
  child.channel?.unref();
  child.on('message', (message) => {
    const { id, failed, code = null, out, err } = answerShape.parse(message);
    const whose = waiting.get(id);
    if (failed === undefined) whose?.done({ code, out: Buffer.from(out), err: Buffer.from(err) });
    else whose?.fail(new Error(failed));
  });
  child.on('exit', () => {
    if (runner === child) runner = undefined;
    for (const { fail } of waiting.values()) fail(new Error('the process that runs errands has ended'));
  });
  return child;
}
