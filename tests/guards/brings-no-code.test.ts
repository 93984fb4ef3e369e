import { describe, expect, it } from 'vitest';
import { type Facts, known, unknown } from '../../src/guards/facts.ts';
import { bringsNoCode, guardsFor } from '../../src/guards/index.ts';
import { promotableFacts } from './promotable-facts.ts';

const { artifacts } = promotableFacts();
const digest = artifacts[0]?.digest ?? 'sha256:';
const runsThere = { serves: known([{ service: 'api', digest }]), wasGood: known(true) } as const;
const names = (facts: Facts): string[] =>
  guardsFor('switch', 'production', 'promotion', false, bringsNoCode(facts)).map(({ name }) => name);

describe('an effect that brings only what runs there and was well there', () => {
  it('is not asked about tests and order, but whether it is that; approval and whatever holds production stay', () => {
    const asked = names(promotableFacts(runsThere));
    expect(asked).toEqual(
      expect.arrayContaining([
        'was-well-here',
        'is-what-runs',
        'approval-matches-card',
        'not-frozen',
        'not-locked',
        'not-known-bad',
        'target-is-readable',
        'digest-unchanged',
        'lease-is-ours',
      ]),
    );
    for (const about of ['verified-in-staging', 'evidence-is-fresh', 'not-a-downgrade'])
      expect(asked).not.toContain(about);
  });

  it.each<[string, Partial<Facts>]>([
    ['runs another digest', { ...runsThere, serves: known([{ service: 'api', digest: `sha256:${'2'.repeat(64)}` }]) }],
    ['runs nothing of it', { ...runsThere, serves: known([]) }],
    ['cannot be read', { ...runsThere, serves: unknown('away') }],
    ['was never well with it', { ...runsThere, wasGood: known(false) }],
    ['does not know whether it was', { ...runsThere, wasGood: unknown('away') }],
    ['is asked about nothing', { ...runsThere, artifacts: [] }],
  ])('is asked everything where production %s', (_, facts) => {
    expect(names(promotableFacts(facts))).toEqual(
      expect.arrayContaining(['actor-may', 'verified-in-staging', 'evidence-is-fresh', 'not-a-downgrade']),
    );
  });

  it('is judged by the build of this environment, where a service is built for each', () => {
    const variant = (environment: string, of: string) => ({
      service: 'web',
      key: environment,
      digest: `sha256:${of.repeat(64)}` as const,
      variant: { environment, variables: '{}' },
    });
    const both = [variant('staging', '3'), variant('production', '4')];
    const serving = (of: string): Partial<Facts> => ({
      ...runsThere,
      artifacts: both,
      serves: known([{ service: 'web', digest: `sha256:${of.repeat(64)}` }]),
    });
    expect(bringsNoCode(promotableFacts(serving('4')))).toBe(true);
    expect(bringsNoCode(promotableFacts(serving('3')))).toBe(false);
  });
});
