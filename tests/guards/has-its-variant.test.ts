import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../src/core/release.ts';
import { hasItsVariant } from '../../src/guards/has-its-variant.ts';
import { promotableFacts } from './promotable-facts.ts';

const now = '{"VITE_API_URL":"https://api.test"}';
const build = (environment: string, variables: string): Artifact => ({
  service: 'web',
  key: environment,
  digest: `sha256:${'5'.repeat(64)}`,
  variant: { environment, variables },
});
const one: Artifact = { service: 'web', key: 'k', digest: `sha256:${'6'.repeat(64)}` };
const judged = (artifacts: readonly Artifact[], variables: Readonly<Record<string, string>>) =>
  hasItsVariant.decide(promotableFacts({ artifacts, variables }));

describe('a service that is built for each environment', () => {
  it('goes to production where its own build was made together with staging’s, from what the config says now', () => {
    expect(judged([build('staging', '{}'), build('production', now)], { web: now })).toHaveProperty('yes');
  });

  it.each<[string, readonly Artifact[], Readonly<Record<string, string>>, string]>([
    ['has no build for it', [build('staging', '{}')], { web: now }, 'was not built for production'],
    ['was built as one for all', [one], { web: now }, 'was not built for production'],
    ['was built with other values', [build('production', '{}')], { web: now }, 'other values'],
    ['is not built so any more', [build('production', now)], {}, 'not any more'],
  ])('is refused where it %s', (_, artifacts, variables, says) => {
    expect(judged(artifacts, variables)).toMatchObject({
      no: 'release.no-variant',
      detail: expect.stringContaining(says),
    });
  });

  it('is no question where one build serves all', () => {
    expect(judged([one], {})).toHaveProperty('yes');
  });
});
