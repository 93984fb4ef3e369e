import { type Lock, heldWords, isInForce } from '../core/lock.ts';
import { known, unknown } from '../guards/facts.ts';
import { notLocked } from '../guards/not-locked.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

/**
 * Whether a deployment to staging that waits may begin. A push to a held environment is not lost: it waits, says for
 * whom, and goes on by itself when the lock is over. Locks that cannot be read throw here, and nothing begins.
 */
export async function mayBegin(use: Use, view: DeploymentView): Promise<boolean> {
  const { project, environment, tier, requestedBy } = view;
  const locks = await use.ledger.locks.inForce(project, environment);
  const answer = notLocked.decide({
    project,
    environment,
    tier,
    now: use.clock.now(),
    configured: true,
    artifacts: [],
    recorded: unknown('nothing is built yet'),
    locks: known(locks),
    ...(requestedBy === undefined ? {} : { requestedBy }),
  });
  if ('yes' in answer) return true;
  await use.ledger.waitsFor(view.id, { code: answer.no, detail: answer.detail });
  return false;
}

/** A lock's end is looked for each minute, and at once by who ends it; not every few seconds. */
export function isHeld(view: DeploymentView): boolean {
  return view.state === 'waiting' && view.code === 'lock.in-force';
}

/** What keeps this person from beginning something there. */
export async function heldByAnother(
  use: Use,
  project: string,
  environment: string,
  userId: string,
): Promise<string | undefined> {
  const locks = await use.ledger.locks.inForce(project, environment);
  const held = locks.find((lock: Lock) => isInForce(lock, use.clock.now()) && lock.by?.discordId !== userId);
  return held && heldWords(held);
}
