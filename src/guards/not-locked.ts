import { type Lock, heldWords, isInForce } from '../core/lock.ts';
import { guard } from './guard.ts';

/**
 * Whoever holds an environment keeps everybody else out of it, also what Greenroom would begin by itself: an owner's own
 * push waits, too, and only what the owner asks for goes. A version that was not well locks for everybody. Going back is
 * never asked this, and what has begun to change something goes on: half a change is worse than either.
 */
export const notLocked = guard({
  name: 'not-locked',
  title: 'Nobody else holds it',
  question: 'Does nobody else hold this environment?',
  codes: ['lock.in-force', 'lock.unreadable'],
  reads: ['locks', 'freeze'],
  decide: ({ locks, now, requestedBy, underWay }) => {
    if (underWay === true) return { yes: 'it has begun already' };
    if (locks === undefined) return { no: 'lock.unreadable', detail: 'the locks were not read' };
    if (!locks.known) return { no: 'lock.unreadable', detail: locks.why };
    const mine = (lock: Lock): boolean =>
      lock.kind === 'person' && requestedBy !== undefined && lock.by?.discordId === requestedBy;
    const held = locks.value.find((lock) => isInForce(lock, now) && !mine(lock));
    if (held !== undefined) return { no: 'lock.in-force', detail: heldWords(held) };
    return { yes: locks.value.length === 0 ? 'nobody holds it' : 'held by who asks' };
  },
});
