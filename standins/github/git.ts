import { runErrand } from '../errands/run-errand.ts';

/** Nothing of the machine's own git configuration may reach the stand-in, and git must never ask a terminal. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Runs git in a bare repository; standard output as bytes. Throws with git's own words when it ends badly. */
export async function git(folder: string, argv: readonly string[], input?: string | Buffer): Promise<Buffer> {
  const { code, out, err } = await runErrand({
    program: 'git',
    // Bare folders are trusted by us alone: they may belong to another uid than the one that runs the stand-in.
    args: ['-c', `safe.directory=${folder}`, '-C', folder, ...argv],
    env: gitEnvironment(),
    ...(input === undefined ? {} : { input }),
  });
  if (code === 0) return out;
  throw new Error(`git ${argv.join(' ')} ended with ${code}: ${err.toString().trim()}`);
}

/** One line of output without its newline; undefined where git ends badly (no such ref, no such object). */
export async function gitLine(folder: string, argv: readonly string[]): Promise<string | undefined> {
  try {
    return (await git(folder, argv)).toString().trim();
  } catch {
    return undefined;
  }
}
