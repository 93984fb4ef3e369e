import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import { endAllOf } from '../../../src/platform/end-all-of.ts';
import { type UserIds, userFor } from '../../../src/platform/user-ids.ts';

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

/** A folder, and a user of staging's; both are gone after the story, with all that the user runs. */
export function hostileUser(): { folder: string; user: UserIds } {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-hostile-'));
  chmodSync(folder, 0o755);
  const user = userFor('staging', folder, 'hostile');
  if (user === undefined) throw new Error('root can choose a user');
  onTestFinished(async () => {
    await endAllOf(user);
    await removeTree(folder);
  });
  return { folder, user };
}
