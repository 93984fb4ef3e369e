import { defineConfirmer } from './define.ts';

/** Remove, under the list of /cleanup. Where that list has moved since, the worker removes nothing. */
export const confirmCleanUp = defineConfirmer(
  'clean-up',
  ({ asking: { actor }, place, shown: { shown, expiresAt } }) => ({
    intent: { ...place, kind: 'clean-up', actor, confirms: { shown, expiresAt } },
    says: `Remove from ${place.environment} what was shown.`,
  }),
);
