import { run as runProgram } from '../../../platform/exec.ts';
import type { Account } from './account.ts';

export interface Ran {
  readonly code: number | undefined;
  /** What it said, error stream last; where it was ended or never started, how. */
  readonly output: string;
}

/** Runs one of PostgreSQL's own programs to its end, with an environment that names only what they need. */
export async function run(
  program: string,
  argv: readonly string[],
  { account, deadlineMs }: { readonly account: Account | undefined; readonly deadlineMs: number },
): Promise<Ran> {
  const { ended, exitCode, stdout, stderr, detail } = await runProgram(program, argv, {
    // As another user this process's folder may be out of reach, and PostgreSQL looks at it.
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    deadlineMs,
    user: account,
  });
  return { code: exitCode, output: ended === 'exit' ? stdout + stderr : detail };
}
