import type { Facts } from '../../../src/ports/survey.ts';
import * as well from '../healthy.ts';
import { type Ailments, on, unknowns } from './ailment.ts';
import { aboutChannels, aboutRoles } from './of-discord.ts';

const { saw } = well;
const secrets = (more: Partial<typeof well.secrets>): Facts => on({ secrets: saw({ ...well.secrets, ...more }) });

/** The config and the secrets. */
export const ofSetup: Ailments = {
  'config-valid': {
    facts: on({
      config: {
        ok: false,
        why: 'two problems',
        problems: [{ path: 'discord.guild', found: 'found "mine"', remedy: 'Wanted an id.' }],
      },
    }),
    state: 'fail',
    found: /discord\.guild: found "mine"/,
    besides: unknowns('discord-server', 'discord-least', 'discord-channels', ...aboutChannels, ...aboutRoles),
  },
  'secrets-set': {
    facts: secrets({ named: [{ name: 'DISCORD_TOKEN', wantedBy: 'bot, worker-staging', set: false }] }),
    state: 'fail',
    found: /^DISCORD_TOKEN is not set \(bot, worker-staging\)$/,
  },
  'secrets-apart': {
    facts: secrets({ shared: [{ staging: 'a.staging.DATABASE_URL', production: 'a.production.DATABASE_URL' }] }),
    state: 'fail',
    found: /the same value at a\.staging\.DATABASE_URL and a\.production/,
  },
  'webhook-secret': [
    { facts: secrets({ webhook: [] }), state: 'fail', found: /none is set/ },
    {
      facts: secrets({ webhook: [{ length: 12, different: 9, strange: false }] }),
      state: 'fail',
      found: /12 characters/,
    },
    { facts: secrets({ webhook: [{ length: 40, different: 1, strange: false }] }), state: 'fail', found: /repeats/ },
    { facts: secrets({ webhook: [{ length: 40, different: 20, strange: true }] }), state: 'fail', found: /spaces/ },
    {
      facts: secrets({ webhook: [{ length: 20, different: 14, strange: false }] }),
      state: 'warn',
      found: /20 characters/,
    },
  ],
};
