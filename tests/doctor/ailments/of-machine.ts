import type { Facts, MachineSeen } from '../../../src/ports/survey.ts';
import * as well from '../healthy.ts';
import { type Ailments, on } from './ailment.ts';

const { saw } = well;
const machine = (more: Partial<MachineSeen>): Facts => on({ machine: { ...well.machine, ...more } });

/** What this machine has installed, its disk, its users and its clock. */
export const ofMachine: Ailments = {
  'node-version': { facts: machine({ node: '22.11.0' }), state: 'fail', found: /^22\.11\.0$/ },
  'git-version': [
    { facts: machine({ git: saw('git version 2.30.2') }), state: 'fail', found: /2\.30\.2/ },
    { facts: machine({ git: well.unseen('git could not be started: ENOENT') }), state: 'unknown', found: /ENOENT/ },
  ],
  'flyctl-version': {
    facts: machine({ flyctl: saw('flyctl v0.4.55 linux/amd64') }),
    state: 'fail',
    found: /v0\.4\.55/,
  },
  'disk-space': [
    { facts: machine({ disk: saw({ freeBytes: 3 * 1024 ** 3 }) }), state: 'warn', found: /^3\.0 GiB free$/ },
    { facts: machine({ disk: saw({ freeBytes: 1024 ** 2 }) }), state: 'fail', found: /^0\.0 GiB free$/ },
  ],
  'data-folder': [
    {
      facts: machine({ dataFolder: saw({ path: '/data', exists: true, writable: false, openToOthers: false }) }),
      state: 'fail',
      found: /\/data cannot be written to/,
    },
    {
      facts: machine({ dataFolder: saw({ path: '/data', exists: true, writable: true, openToOthers: true }) }),
      state: 'warn',
      found: /others may write to \/data/,
    },
  ],
  'roles-apart': [
    {
      facts: machine({ users: saw({ root: false, namespaces: false, refusal: undefined }) }),
      state: 'warn',
      found: /not root/,
    },
    {
      facts: machine({ users: saw({ root: true, namespaces: false, refusal: undefined }) }),
      state: 'warn',
      found: /no user namespaces/,
    },
    {
      facts: machine({ users: saw({ root: false, namespaces: false, refusal: 'it holds X of production' }) }),
      state: 'fail',
      found: /holds X/,
    },
  ],
  'clock-services': [
    {
      facts: on({ clocks: [{ of: 'GitHub', aheadMs: saw(-9_000) }] }),
      state: 'warn',
      found: /^GitHub behind by 9\.0 s$/,
    },
    { facts: on({ clocks: [{ of: 'GitHub', aheadMs: saw(90_000) }] }), state: 'fail', found: /ahead by 90\.0 s/ },
    {
      facts: on({ clocks: [{ of: 'GitHub', aheadMs: well.unseen('no answer') }] }),
      state: 'unknown',
      found: /GitHub: no answer/,
    },
  ],
};
