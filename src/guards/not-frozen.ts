import { describeFreeze, momentText } from '../core/freeze.ts';
import { guard } from './guard.ts';

/**
 * A freeze keeps a change from beginning. One that has begun goes on when a freeze begins in the middle of it: production
 * with a new schema and the old version, or with parts of two releases, is worse than production that was changed a minute
 * too late. So it is asked before the first effect, and again before each further one only to be told that it had begun.
 * A freeze that begins between this answer and the effect, within the permit's few seconds, came after the change did.
 */
export const notFrozen = guard({
  name: 'not-frozen',
  title: 'Outside of every freeze',
  question: 'May production change at this time?',
  codes: ['freeze.active', 'freeze.unreadable'],
  reads: ['freeze'],
  decide: ({ freeze }) => {
    if (freeze === undefined) return { no: 'freeze.unreadable', detail: 'freezes were not read' };
    if (!freeze.known) return { no: 'freeze.unreadable', detail: freeze.why };
    const { state, begun } = freeze.value;
    if (begun) return { yes: 'this change had begun before' };
    if (state.frozen) return { no: 'freeze.active', detail: describeFreeze(state) };
    return { yes: state.next === undefined ? 'no freeze' : `no freeze until ${momentText(state.next.from)}` };
  },
});
