import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { UserIds } from '../../../src/platform/user-ids.ts';

/** A program of this user's, which ends with the story, and what it says, line by line. */
export function begins(
  user: UserIds,
  program: string,
  ...args: readonly string[]
): { child: ChildProcess; says: (word: string) => Promise<void> } {
  const child = spawn(program, args, { ...user, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = new Set<string>();
  const waiting = new Map<string, () => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.add(line);
    waiting.get(line)?.();
  });
  const says = (word: string): Promise<void> =>
    said.has(word) ? Promise.resolve() : new Promise((resolve) => waiting.set(word, resolve));
  return { child, says };
}
