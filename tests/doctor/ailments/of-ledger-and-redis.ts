import type { IsolationVerdict } from '../../../src/core/isolation.ts';
import type { Facts, RedisSeen } from '../../../src/ports/survey.ts';
import * as well from '../healthy.ts';
import { type Ailments, on, unknowns } from './ailment.ts';

const { saw } = well;
const apart = (...verdicts: readonly IsolationVerdict[]): Facts =>
  on({
    ledger: saw({ ...well.ledger, apart: saw(verdicts.map((verdict) => ({ place: 'advent/staging', verdict }))) }),
  });
const redis = (more: Partial<RedisSeen>): Facts => on({ redis: saw({ ...well.redis, ...more }) });

/** The ledger, what it knows of the apps’ isolation, and Redis. */
export const ofLedgerAndRedis: Ailments = {
  'ledger-there': {
    facts: on({ ledger: well.unseen('the database refuses this user or password', true) }),
    state: 'fail',
    found: /refuses this user/,
    besides: unknowns('ledger-version', 'ledger-notify', 'ledger-clock', 'apps-apart'),
  },
  'apps-apart': [
    {
      facts: apart({ no: 'isolation.shared-database', detail: 'database of staging is database of production' }),
      state: 'fail',
      found: /^advent\/staging: .*same database.*\(database of staging is database of production\)/,
    },
    {
      facts: apart({ no: 'isolation.production-unknown', detail: 'production was changed since its app was asked' }),
      state: 'unknown',
      found: /not known what production’s app is connected to/,
    },
    {
      facts: apart(
        { no: 'isolation.staging-unknown', detail: 'nobody listens there' },
        { no: 'isolation.discord-elsewhere', detail: 'it is in 7 too; wanted 1 alone' },
      ),
      state: 'fail',
      found: /nobody listens there.* · .*it is in 7 too/,
    },
    {
      facts: on({ ledger: saw({ ...well.ledger, apart: well.unseen('relation "app_identities" does not exist') }) }),
      state: 'unknown',
      found: /does not exist/,
    },
  ],
  'ledger-version': {
    facts: on({ ledger: saw({ ...well.ledger, version: 140_011 }) }),
    state: 'fail',
    found: /^14\.11$/,
  },
  'ledger-notify': {
    facts: on({ ledger: saw({ ...well.ledger, notifies: saw(false) }) }),
    state: 'fail',
    found: /not heard/,
  },
  'ledger-clock': [
    { facts: on({ ledger: saw({ ...well.ledger, aheadMs: -8_000 }) }), state: 'warn', found: /behind by 8\.0 s/ },
    { facts: on({ ledger: saw({ ...well.ledger, aheadMs: 45_000 }) }), state: 'fail', found: /ahead by 45\.0 s/ },
  ],
  'redis-there': {
    facts: on({ redis: well.unseen('nobody listens there') }),
    state: 'unknown',
    found: /nobody listens/,
    besides: unknowns('redis-version', 'redis-persistence', 'redis-eviction', 'redis-password'),
  },
  'redis-version': [
    { facts: redis({ version: '6.0.16' }), state: 'warn', found: /6\.0\.16/ },
    { facts: redis({ version: '4.0.9' }), state: 'fail', found: /4\.0\.9/ },
  ],
  'redis-persistence': { facts: redis({ appendOnly: saw(false) }), state: 'warn', found: /appendonly no/ },
  'redis-eviction': { facts: redis({ eviction: saw('allkeys-lru') }), state: 'fail', found: /allkeys-lru/ },
  'redis-password': { facts: redis({ password: false }), state: 'warn', found: /asks nobody/ },
};
