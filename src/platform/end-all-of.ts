import { randomInt } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { whoMayBecomeOthers } from './as-user.ts';
import { run } from './exec.ts';
import { type IdRange, type UserIds, ownBlock } from './user-ids.ts';

const rounds = 40;
const pauseMs = 5;
/** How often who was killed is looked for, until they are dead. */
const looks = 40;
const deadlineMs = 1_000;
/** On a busy machine, too, where a Node has to start first. */
const apartDeadlineMs = 10_000;

/**
 * As the user by its effective id alone. A signal reaches whoever has the sender's effective or real id for a real or saved
 * one (kill(2)): this one reaches all that are the user, none of them reaches it, and it does not reach us. In one step, since
 * a program that is started makes its effective id its saved one (execve(2)). By what the kernel says of it and not by what
 * we think: with another right, CAP_KILL, or as root, it would reach everybody.
 */
const sendApart = `
  const { readFileSync } = require('node:fs');
  const uid = Number(process.argv[1]);
  process.seteuid(uid);
  const rights = /^CapEff:\\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  const ids = [process.getuid(), process.geteuid()];
  if (rights === null || BigInt('0x' + rights[1]) !== 0x80n || ids.includes(0) || ids[1] !== uid) process.exit(3);
  process.kill(-1, 'SIGKILL');`;

/**
 * Ends everything that runs as this user, and returns when nothing does any more: afterwards nobody can change the user's
 * files under our hands. A process that has left its group (a new session) escapes a group's kill, but not this. The kernel
 * does it in one go (kill(2) with -1, sent by somebody who is that user): of a list that is read first, who forks and
 * ends fast enough is never on it. Rejects where somebody stays; then nothing of theirs is to be relied on.
 */
export async function endAllOf(user: UserIds): Promise<void> {
  // As one of these it would end all that runs on this machine, and us.
  if (user.uid === 0 || user.uid === process.getuid?.()) throw new Error(`user ${user.uid} is not one to be ended`);
  const where = { cwd: '/', env: { PATH: '/usr/bin:/bin' }, maxCaptured: 1024 };
  // As the user itself first, which takes a few milliseconds: who is to be ended can stop or end this one.
  let sent = await run('sh', ['-c', 'kill -9 -1'], { ...where, user, deadlineMs });
  for (let round = 0; round < rounds; round += 1) {
    // 1, where there was nobody else (ESRCH), is as good as 0.
    if (sent.ended === 'exit' && (await isDead(user.uid))) return;
    // Builds are staging's; its worker can be nobody else.
    const [program, ...args] = whoMayBecomeOthers(nobodyIn(ownBlock('staging')), [
      process.execPath,
      '-e',
      sendApart,
      `${user.uid}`,
    ]);
    sent = await run(program, args, { ...where, deadlineMs: apartDeadlineMs });
  }
  throw new Error(`what runs as user ${user.uid} could not be ended`);
}

/** Who was killed takes a moment to die. */
async function isDead(uid: number): Promise<boolean> {
  for (let look = 0; look < looks; look += 1) {
    if (!anybodyIs(uid)) return true;
    await pause(pauseMs);
  }
  return false;
}

function nobodyIn({ first, count }: IdRange): number {
  for (;;) {
    const uid = randomInt(first, first + count);
    if (!anybodyIs(uid)) return uid;
  }
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
