import { guard } from './guard.ts';

/** What staging's app is connected to, compared with what production's is. Nothing is believed that was not just asked. */
export const isolatedFromProduction = guard({
  name: 'isolated-from-production',
  title: 'Shares nothing with production',
  question: 'Is nothing that staging would change production’s?',
  codes: [
    'isolation.staging-unknown',
    'isolation.production-unknown',
    'isolation.wrong-environment',
    'isolation.shared-database',
    'isolation.shared-redis',
    'isolation.shared-discord-application',
    'isolation.shared-callback',
    'isolation.shared-session-key',
    'isolation.shared-secret',
    'isolation.discord-application-other',
    'isolation.discord-elsewhere',
    'environment.production-refused',
    'state.unknown',
  ],
  reads: ['isolation'],
  decide: ({ tier, isolation }) => {
    if (tier !== 'staging')
      return { no: 'environment.production-refused', detail: 'stage tools are for staging alone' };
    if (isolation === undefined) return { no: 'state.unknown', detail: 'it was not asked what the apps share' };
    return isolation.known ? isolation.value : { no: 'state.unknown', detail: isolation.why };
  },
});
