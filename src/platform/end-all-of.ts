import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './exec.ts';
import type { UserIds } from './user-ids.ts';

/** Whoever is ended may have ended the one that was to end them; they cannot do so for ever. */
const rounds = 100;
const pauseMs = 5;
const deadlineMs = 5_000;

/**
 * Ends everything that runs as this user, and returns when nothing does any more: afterwards nobody can change the user's
 * files under our hands. A process that has left its group (a new session) escapes a group's kill, but not this. The kernel
 * does it in one go (kill(2) with -1, sent by somebody who is that user): of a list that is read first, who forks and ends
 * fast enough is never on it. Rejects where somebody stays; then nothing of theirs is to be relied on.
 */
export async function endAllOf({ uid, gid }: UserIds): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const { ended } = await run('sh', ['-c', 'kill -9 -1'], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      uid,
      gid,
      // It can be stopped by whom it is to end.
      deadlineMs,
      maxCaptured: 1024,
    });
    // 1, where there was nobody else (ESRCH), is as good as 0.
    if (ended === 'exit' && !anybodyIs(uid)) return;
    await pause(pauseMs);
  }
  throw new Error(`what runs as user ${uid} could not be ended`);
}

/** Also who could become this user again: of the four ids each counts (proc(5), status). What is dead already does not. */
function anybodyIs(uid: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const lines = readFileSync(`/proc/${name}/status`, 'utf8').split('\n');
      const of = (key: string): string[] =>
        lines
          .find((line) => line.startsWith(`${key}:`))
          ?.split(/\s+/)
          .slice(1) ?? [];
      // One whose first thread has ended is shown as dead while others of it live.
      const isDead = ['Z', 'X'].includes(of('State')[0] ?? '') && Number(of('Threads')[0] ?? 0) <= 1;
      return !isDead && of('Uid').includes(String(uid));
    } catch {
      // Gone meanwhile.
      return false;
    }
  });
}
