import { defineConfirmer } from './define.ts';

/**
 * The button under what a reset would wipe. The hash of what was shown goes along, and the app compares; the request goes
 * along, and the ledger lets it serve once.
 */
export const confirmReset = defineConfirmer(
  'reset',
  ({ asking: { actor }, place, request, shown: { planHash, scenario, rngSeed, expiresAt } }) => ({
    intent: {
      ...place,
      kind: 'reset',
      actor,
      input: { scenario, ...(rngSeed === undefined ? {} : { rngSeed }) },
      confirms: { planHash, request, expiresAt },
    },
    says: `Wipe ${place.environment} and seed it with “${scenario}”.`,
  }),
);
