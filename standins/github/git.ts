import { spawn } from 'node:child_process';

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
export function git(folder: string, argv: readonly string[], input?: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Bare folders are trusted by us alone: they may belong to another uid than the one that runs the stand-in.
    const child = spawn('git', ['-c', `safe.directory=${folder}`, '-C', folder, ...argv], { env: gitEnvironment() });
    const out: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else
        reject(new Error(`git ${argv.join(' ')} ended with ${code}: ${Buffer.concat(complaints).toString().trim()}`));
    });
    // A child that ends early closes its end; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

/** One line of output without its newline; undefined where git ends badly (no such ref, no such object). */
export async function gitLine(folder: string, argv: readonly string[]): Promise<string | undefined> {
  try {
    return (await git(folder, argv)).toString().trim();
  } catch {
    return undefined;
  }
}
