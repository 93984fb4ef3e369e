import { guard } from './guard.ts';

export const leaseIsOurs = guard({
  name: 'lease-is-ours',
  title: 'Nobody else is changing it',
  question: 'Does this worker own the environment just now?',
  codes: ['lease.lost', 'state.unknown'],
  reads: ['lease'],
  decide: ({ lease }) => {
    if (lease === undefined) return { no: 'lease.lost', detail: 'no lease was taken' };
    if (!lease.current.known) return { no: 'state.unknown', detail: lease.current.why };
    return lease.current.value === lease.ours
      ? { yes: `token ${lease.ours} is in force` }
      : { no: 'lease.lost', detail: `token ${lease.current.value} is in force, ours is ${lease.ours}` };
  },
});
