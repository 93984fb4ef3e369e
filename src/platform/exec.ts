import { asUser } from './as-user.ts';
import { isProgram } from './is-program.ts';
import { killGroup } from './kill-group.ts';
import { Forker } from './programs/forker.ts';
import { startHere } from './programs/here.ts';
import { createTail } from './tail.ts';
import type { UserIds } from './user-ids.ts';

export interface RunOptions {
  readonly cwd: string;
  /** Complete: nothing of our own environment is added. */
  readonly env: Readonly<Record<string, string>>;
  /** Another one than ours, where we are root. */
  readonly user?: UserIds | undefined;
  /** Nowhere taken: spread in by habit, they would be passed over, and the program be root’s. */
  readonly uid?: never;
  readonly gid?: never;
  /** Ends the whole process group. */
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
  /** Both streams, as they come. */
  readonly output?: (chunk: string) => void;
  /** Bytes of each stream that are kept for the result, head and tail; 1 MiB unless told. */
  readonly maxCaptured?: number;
  readonly input?: string | Buffer;
  /** Called with the process id as soon as there is one, so that a successor can find the group. */
  readonly onStart?: (pid: number) => void;
}

export interface RunResult {
  /** `lost`: what started it for us was killed. It was ended, through no fault of its own, and may be run again. */
  readonly ended: 'exit' | 'signal' | 'deadline' | 'aborted' | 'not-started' | 'lost';
  readonly exitCode?: number;
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** One plain sentence about how it ended. */
  readonly detail: string;
}

/** Between the polite signal and the one that cannot be refused. */
const graceMs = 2_000;
/** A grandchild that keeps a pipe open must not keep us. */
const pipesMs = 1_000;

let forker: Forker | undefined;

/**
 * From now on programs are started by a small process that is kept for it: for a process that is large, and starts many.
 * Whoever is done with it stops it; it ends by itself when this process does.
 */
export function keepForker(): { readonly stop: () => Promise<void> } {
  const mine = (forker ??= new Forker());
  mine.ready();
  return {
    stop: async () => {
      if (forker === mine) forker = undefined;
      await mine.stop();
    },
  };
}

/**
 * Runs a program with a list of arguments, never a shell, in a process group of its own, and waits for its end within
 * bounds. Never rejects: how it ended is the result. On deadline and abort, and after any end, the whole group is gone.
 * Own group and bounded wait because a promise on the pipes alone stays open as long as any grandchild lives
 * (reliability.md §2, execa `timeout`).
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const out = createTail(options.maxCaptured ?? 1024 * 1024);
  const err = createTail(options.maxCaptured ?? 1024 * 1024);
  if (options.signal?.aborted === true)
    return { ended: 'aborted', stdout: '', stderr: '', detail: 'stopped before it was started' };
  const { cwd, user, input } = options;
  const { argv, env } = asUser(user, [command, ...args], options.env);
  const [first, ...rest] = argv;
  const by = user === undefined ? '' : ` as another user by ${first} (util-linux)`;
  const notStarted = (why: string): RunResult => ({
    ended: 'not-started',
    stdout: '',
    stderr: '',
    detail: `${command} could not be started${by}: ${why}`,
  });
  // No program can be given a NUL (execve(2)). execa throws on one in an argument, and on one elsewhere it gives a child
  // that never ends and never fails.
  const words = [command, options.cwd, ...args, ...Object.entries(options.env).flat()];
  if (words.some((word) => word.includes('\0')))
    return notStarted('there is a NUL in its arguments, folder or environment');
  // Else all that is known of it were how setpriv ended.
  if (user !== undefined && !isProgram(command, cwd, env['PATH']))
    return notStarted('no program of that name (ENOENT)');
  const hear = (tail: typeof out) => (chunk: Buffer) => {
    const text = tail.write(chunk);
    options.output?.(text);
  };
  const program = (forker?.start ?? startHere)(
    {
      command: first,
      args: rest,
      cwd,
      env,
      ...(input === undefined ? {} : { input }),
    },
    { stdout: hear(out), stderr: hear(err) },
  );

  let pid: number | undefined;
  let stopped: 'deadline' | 'aborted' | undefined;
  let killing: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (pid === undefined || stopped === undefined) return;
    const leader = pid;
    killGroup(leader, 'SIGTERM');
    killing ??= setTimeout(() => killGroup(leader, 'SIGKILL'), graceMs);
  };
  const stop = (why: 'deadline' | 'aborted') => (): void => {
    stopped ??= why;
    end();
  };
  const onAbort = stop('aborted');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const late = options.deadlineMs === undefined ? undefined : setTimeout(stop('deadline'), options.deadlineMs);

  const started = await program.started;
  if ('pid' in started) {
    ({ pid } = started);
    options.onStart?.(pid);
    // Told to while it was being started.
    end();
  }
  // Without a process there is no exit to wait for.
  const { code, signal, lost = false } = pid === undefined ? { code: null, signal: null } : await program.exited;
  clearTimeout(late);
  // Later it could hit a group that was given the same number.
  clearTimeout(killing);
  options.signal?.removeEventListener('abort', onAbort);
  // What it left behind is not wanted by anybody.
  if (pid !== undefined) killGroup(pid, 'SIGKILL');
  const pipes = setTimeout(() => program.drop(), pipesMs);
  await program.closed;
  clearTimeout(pipes);

  const kept = { stdout: out.end(), stderr: err.end() };
  if ('why' in started)
    return started.lost === true ? { ...notStarted(started.why), ended: 'lost' } : notStarted(started.why);
  if (stopped !== undefined)
    return {
      ended: stopped,
      ...kept,
      detail:
        stopped === 'deadline'
          ? `${command} took longer than ${options.deadlineMs} ms and was ended`
          : `${command} was stopped`,
    };
  if (lost) return { ended: 'lost', ...kept, detail: `${command} was ended: what had started it was killed` };
  if (signal !== null) return { ended: 'signal', signal, ...kept, detail: `${command} was ended by ${signal}` };
  return { ended: 'exit', exitCode: code ?? 1, ...kept, detail: `${command} ended with ${code ?? 1}` };
}
