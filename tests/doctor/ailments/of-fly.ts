import type { Facts, FlyAppSeen } from '../../../src/ports/survey.ts';
import * as well from '../healthy.ts';
import { type Ailments, on } from './ailment.ts';
import { github } from './of-github.ts';

const { saw } = well;
const fly = (more: Partial<FlyAppSeen>): Facts => on({ fly: saw([{ ...well.stagingApp, ...more }]) });

/** The apps on Fly, their tokens and their fly.toml. */
export const ofFly: Ailments = {
  'fly-apps': {
    facts: fly({ opens: saw(false) }),
    state: 'fail',
    found: /no app advent-api-staging, or its token is another’s/,
  },
  'fly-token-scope': { facts: fly({ opensAll: saw(true) }), state: 'warn', found: /opens the whole organisation/ },
  'fly-tokens-apart': {
    facts: fly({ opensProduction: saw(['advent-api']) }),
    state: 'fail',
    found: /opens advent-api/,
  },
  'fly-token-expiry': [
    { facts: fly({ expiresAt: saw(well.now + 3 * well.day) }), state: 'fail', found: /ends in 3 days/ },
    { facts: fly({ expiresAt: saw(undefined) }), state: 'warn', found: /hardly ever ends/ },
    { facts: fly({ expiresAt: saw(well.now + 7_000 * well.day) }), state: 'warn', found: /hardly ever ends/ },
    {
      facts: fly({ expiresAt: well.unseen('the token could not be read') }),
      state: 'unknown',
      found: /could not be read/,
    },
  ],
  'fly-toml': {
    facts: github({ tomls: saw(['fly.staging.toml has no health check']) }),
    state: 'fail',
    found: /fly\.staging\.toml has no health check/,
  },
};
