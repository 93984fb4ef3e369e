import { type FlyCase, good, quick, refused, says } from './case.ts';

/** What flyctl ends with, says and does not do. */
export const ofFlyctl: readonly FlyCase[] = [
  {
    name: 'flyctl ends with 1, and all is well',
    fact: '§6.2 adcp #4780',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 1 }),
    wanted: good,
  },
  {
    name: 'flyctl ends with 126, and all is well',
    fact: '§1.6',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 126 }),
    wanted: good,
  },
  {
    name: 'flyctl ends with 0, and the new version is not well',
    fact: '§6.3 #2651',
    options: quick,
    fresh: { sickIn: ['staging'] },
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 0 }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl ends with 0, and did nothing: the old release answers behind a green check',
    fact: '§6.2 adcp #7392',
    options: quick,
    given: (here) => here.world.faults.flyctl({ command: 'deploy', says: '', exit: 0 }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl prints garbage',
    fact: '§0',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', garbage: true }),
    wanted: good,
  },
  {
    name: 'flyctl hangs before any machine changes',
    fact: '§6.1 #5203',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', hang: 'start' }),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'flyctl hangs with a child of its own',
    fact: '§6.1 #2542',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', hang: 'start', child: true }),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'flyctl hangs after the first of two machines',
    fact: '§6.1 #600',
    machines: 2,
    given: (here) => here.world.faults.flyctl({ command: 'deploy', hang: 'after-first' }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl is not there',
    fact: '§7',
    options: { flyctl: '/nowhere/flyctl' },
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'a release cannot be made for a moment: image not found',
    fact: '§6.8 findajob #1000',
    given: says('failed to create release (status 404): {"error":"Could not find image"}'),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'the status of the release cannot be set',
    fact: '§1.2',
    given: says("failed to set release status to 'running': context deadline exceeded"),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'image not found by flyctl',
    fact: '§6.8 #3996',
    given: says('failed to fetch an image or build from source: Could not find image "x"'),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'a lease of a flyctl that was killed is still held, and runs out',
    fact: '§6.6 #1728',
    given: says('failed to acquire lease: lease currently held by someone'),
    wanted: good,
  },
  {
    name: 'the lease is held on',
    fact: '§6.6 #2452',
    given: says('failed to acquire lease: lease currently held by someone', 20),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'no capacity is left',
    fact: '§1.2',
    given: says('could not reserve resource for your machine: insufficient_capacity'),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl may not see the app',
    fact: '§6.10',
    given: says('Could not find App "advent-api-staging"'),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'the release row says complete, and a check is critical',
    fact: '§0.3',
    options: quick,
    fresh: { sickIn: ['staging'] },
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 0 }),
    wanted: refused('switch.unhealthy', false),
  },
];
