import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migrationClasses } from '../../src/core/migration.ts';
import { type PromotionPlan, cardSubject } from '../../src/core/promotion.ts';
import type { Artifact, Digest } from '../../src/core/release.ts';
import { whatMoved } from '../../src/core/what-moved.ts';

const sha = (letter: string): string => letter.repeat(40);
const artifact = (service: string, letter: string): Artifact => {
  const digest: Digest = `sha256:${letter.repeat(64)}`;
  return { service, key: `${service}-${letter}`, digest };
};
const plan = (more: Partial<PromotionPlan> = {}): PromotionPlan => ({
  commit: sha('a'),
  release: 'r1',
  artifacts: [artifact('api', '1')],
  current: { commit: sha('b'), release: 'r0', artifacts: [artifact('api', '0')] },
  commits: [{ commit: sha('a'), subject: 'Open door 7', author: 'Ana', at: 1 }],
  more: 0,
  migrations: [{ path: 'migrations/003.sql', class: 'additive' }],
  configKeys: ['api.PRIZE_LIMIT'],
  approvals: { needed: 1, role: 'releaseManager', fourEyes: true },
  ...more,
});
const commit = (letter: string) => ({ commit: sha(letter), subject: 'x', author: 'y', at: 1 });

describe('what moved on a card', () => {
  it('is nothing where only what the hash leaves out is another: names, evidence', () => {
    const other = plan({
      release: 'r9',
      evidenceAt: 5,
      commits: [{ ...commit('a'), subject: 'Another subject', pulls: [41] }],
      migrations: [{ path: 'migrations/003.sql', class: 'additive', why: 'adds a table' }],
    });
    expect(whatMoved(plan(), other)).toEqual([]);
  });

  it.each([
    [
      'a newer commit',
      plan({ commit: sha('c'), commits: [commit('c'), commit('a')], artifacts: [artifact('api', '2')] }),
      ['a newer commit was verified: aaaaaaa → ccccccc'],
    ],
    [
      'a commit of another history',
      plan({ commit: sha('c'), commits: [commit('c')] }),
      ['another commit was verified: aaaaaaa → ccccccc'],
    ],
    [
      'how it would be deployed',
      plan({ recipes: [{ path: 'fly.toml', blob: 'b2', was: 'b1' }] }),
      ['how it would be deployed changed: fly.toml'],
    ],
    [
      'who has to approve',
      plan({ approvals: { needed: 2, role: 'releaseManager', fourEyes: true } }),
      ['what is asked of those who approve is another'],
    ],
    ['another build', plan({ artifacts: [artifact('api', '2')] }), ['the same commit was built anew: api']],
    [
      'production, by somebody else',
      plan({ current: { commit: sha('d'), release: 'r5', artifacts: [artifact('api', '5')] } }),
      ['production changed meanwhile: bbbbbbb → ddddddd'],
    ],
    [
      'production, built anew',
      plan({ current: { commit: sha('b'), release: 'r5', artifacts: [artifact('api', '5')] } }),
      ['production changed meanwhile: it runs another build of bbbbbbb'],
    ],
    ['a config key', plan({ configKeys: ['api.PRIZE_LIMIT', 'api.X'] }), ['config key api.X changed']],
    ['a config key back', plan({ configKeys: [] }), ['config key api.PRIZE_LIMIT differs from production no longer']],
    [
      'a migration more',
      plan({ migrations: [...plan().migrations, { path: 'migrations/004.sql', class: 'risky' }] }),
      ['another migration: migrations/004.sql'],
    ],
    [
      'the class of a migration',
      plan({ migrations: [{ path: 'migrations/003.sql', class: 'destructive' }] }),
      ['a migration is judged differently: migrations/003.sql is destructive, was additive'],
    ],
    [
      'the commits between two that stayed',
      plan({ commits: [commit('a'), commit('e')] }),
      ['the list of what would go to production is another one'],
    ],
  ] as const)('names %s', (_, now, said) => {
    expect(whatMoved(plan(), now)).toEqual(said);
  });

  it('names the first production that anything ran in', () => {
    const { current: _, ...never } = plan();
    expect(whatMoved(never, plan())).toEqual(['production changed meanwhile: it now runs bbbbbbb']);
  });

  it('is said for each thing that moved', () => {
    const now = plan({ commit: sha('c'), commits: [commit('c'), commit('a')], configKeys: ['api.X'], migrations: [] });
    expect(whatMoved(plan(), now)).toEqual([
      'a newer commit was verified: aaaaaaa → ccccccc',
      'a migration is gone: migrations/003.sql',
      'config key api.X changed',
      'config key api.PRIZE_LIMIT differs from production no longer',
    ]);
  });

  const letters = fc.constantFrom('a', 'b', 'c');
  const artifacts = fc
    .uniqueArray(fc.tuple(fc.constantFrom('api', 'web'), letters), { selector: ([name]) => name })
    .map((all) => all.map(([name, letter]) => artifact(name, letter)));
  const text = fc.oneof(fc.constantFrom('x', 'y'), fc.string({ unit: 'binary', maxLength: 80 }));
  const plans: fc.Arbitrary<PromotionPlan> = fc
    .record({
      commit: letters.map(sha),
      artifacts,
      current: fc.option(fc.record({ commit: letters.map(sha), artifacts, release: fc.constant('r') }), {
        nil: undefined,
      }),
      commits: fc.array(letters.map(commit), { maxLength: 3 }),
      more: fc.nat(1),
      migrations: fc.array(fc.record({ path: text, class: fc.constantFrom(...migrationClasses) }), { maxLength: 3 }),
      configKeys: fc.array(text, { maxLength: 3 }),
    })
    .map(({ current, ...rest }) => {
      const { current: _, ...base } = plan();
      return { ...base, ...rest, ...(current === undefined ? {} : { current }) };
    });

  it('says something exactly where the subject is another', () => {
    const twins = fc.oneof(
      fc.tuple(plans, plans),
      plans.map((one) => [one, { ...one, release: 'twin' }] as const),
    );
    fc.assert(
      fc.property(twins, ([before, now]) => {
        const said = whatMoved(before, now);
        expect(said.length === 0).toBe(cardSubject(before) === cardSubject(now));
        expect(said.join('')).not.toContain('\n');
        expect(said.join('').length).toBeLessThan(2_000);
      }),
      { numRuns: 2_000 },
    );
  });
});
