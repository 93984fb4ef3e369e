import { guard } from './guard.ts';

export const environmentIsKnown = guard({
  name: 'environment-is-known',
  title: 'Known environment',
  question: 'Is this an environment that the config names?',
  codes: ['environment.unknown'],
  reads: [],
  decide: (facts) =>
    facts.configured
      ? { yes: `${facts.environment} is configured` }
      : { no: 'environment.unknown', detail: `${facts.project} has no environment ${facts.environment}` },
});
