import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApprovalRules, type Voice, judgeApprovals, tally } from '../../src/core/approval.ts';
import type { Approval } from '../../src/core/promotion.ts';

const rules = (more: Partial<ApprovalRules> = {}): ApprovalRules => ({
  needed: 1,
  roleId: 'manager',
  authors: new Set(),
  ...more,
});
const voice = (userId: string, ...roleIds: string[]): Voice => ({
  userId,
  bot: false,
  member: { name: userId, bot: false, roleIds },
});
const ben = voice('ben', 'manager');
const mira = voice('mira', 'manager', 'tester');
const verdict = (ayes: readonly Voice[], noes: readonly Voice[], more: Partial<ApprovalRules> = {}) =>
  judgeApprovals(ayes, noes, rules(more), 0).verdict;
const standings = (ayes: readonly Voice[], noes: readonly Voice[], more: Partial<ApprovalRules> = {}) =>
  Object.fromEntries(
    judgeApprovals(ayes, noes, rules(more), 0).approvals.map(({ userId, standing }) => [userId, standing]),
  );

describe('a card is approved', () => {
  it('by as many different people of the role as it asks for', () => {
    expect(verdict([ben], [])).toEqual({ yes: '1 of 1 approved' });
    expect(verdict([ben], [], { needed: 2 })).toEqual({ no: 'approval.missing', detail: '1 of 2 approved' });
    expect(verdict([ben, ben], [], { needed: 2 })).toMatchObject({ no: 'approval.missing' });
    expect(verdict([ben, mira], [], { needed: 2 })).toEqual({ yes: '2 of 2 approved' });
  });

  it('only with somebody of the role that must be among them', () => {
    const mustInclude = { role: 'tester', roleId: 'tester' };
    expect(verdict([ben], [], { mustInclude })).toEqual({
      no: 'approval.role-missing',
      detail: '1 of 1 approved, nobody of them is a tester',
    });
    expect(verdict([mira], [], { mustInclude })).toEqual({ yes: '1 of 1 approved' });
    // A tester who is no release manager approves nothing, and so does not make the number whole either.
    expect(verdict([ben, voice('cara', 'tester')], [], { mustInclude })).toMatchObject({ no: 'approval.role-missing' });
  });
});

describe('a card is not approved', () => {
  it('by who asked for it, nor by who wrote a part of it', () => {
    expect(verdict([ben], [], { requester: 'ben' })).toMatchObject({ no: 'approval.self' });
    expect(verdict([ben], [], { authors: new Set(['ben']) })).toMatchObject({ no: 'approval.author' });
    expect(standings([ben, mira], [], { requester: 'ben', authors: new Set(['ben', 'mira']) })).toEqual({
      ben: 'requester',
      mira: 'author',
    });
  });

  it('with the word for what is in the way only where that alone is in the way', () => {
    expect(verdict([ben], [], { needed: 2, authors: new Set(['ben']) })).toMatchObject({ no: 'approval.missing' });
    expect(verdict([ben], [], { needed: 2, requester: 'ben' })).toMatchObject({ no: 'approval.missing' });
  });

  it('by a bot, by somebody who has left, or while the role is configured as nothing', () => {
    expect(standings([{ userId: 'ours', bot: true }], [{ userId: 'ours', bot: true }])).toEqual({});
    const hidden: Voice = { userId: 'x', bot: false, member: { name: 'x', bot: true, roleIds: ['manager'] } };
    expect(standings([hidden], [hidden])).toEqual({});
    expect(standings([{ userId: 'gone', bot: false }], [])).toEqual({ gone: 'not-a-member' });
    expect(verdict([ben], [], { roleId: undefined })).toMatchObject({ no: 'approval.missing' });
  });

  it('after one ❌ by an approver, also where the same person tapped ✅ as well', () => {
    expect(verdict([ben, mira], [ben])).toEqual({ no: 'approval.vetoed', detail: 'ben said no' });
    expect(standings([ben], [ben])).toEqual({ ben: 'veto' });
    // Who may not say yes alone may still say no: nobody is barred from stopping.
    expect(verdict([mira], [ben], { requester: 'ben', authors: new Set(['ben']) })).toMatchObject({
      no: 'approval.vetoed',
    });
  });

  it('but ❌ of somebody without the role is shown and stops nothing', () => {
    expect(standings([ben], [voice('dan')])).toEqual({ ben: 'counts', dan: 'veto-without-role' });
    expect(verdict([ben], [voice('dan')])).toEqual({ yes: '1 of 1 approved' });
  });

  it('by nobody, also where it asks for nobody', () => {
    expect(tally([], { needed: 0 })).toMatchObject({ no: expect.stringContaining('approval.') });
  });
});

/** Reactions and roles come and go; what counts is what is so when the question is asked. */
const names = ['u1', 'u2', 'u3', 'u4', 'u5'] as const;
const happening = fc.oneof(
  fc.record({
    who: fc.constantFrom(...names),
    what: fc.constantFrom('+✅', '-✅', '+❌', '-❌', '+role', '-role', '+tester', '-tester', 'leaves', 'joins'),
  }),
);
type Happening = { readonly who: string; readonly what: string };
interface World {
  readonly yes: Set<string>;
  readonly no: Set<string>;
  readonly roles: Map<string, Set<string>>;
  readonly gone: Set<string>;
}
const after = (happenings: readonly Happening[]): World => {
  const world: World = { yes: new Set(), no: new Set(), roles: new Map(), gone: new Set() };
  const rolesOf = (who: string): Set<string> => {
    const found = world.roles.get(who) ?? new Set(['manager']);
    world.roles.set(who, found);
    return found;
  };
  for (const { who, what } of happenings) {
    const into = what.startsWith('+') ? ('add' as const) : ('delete' as const);
    if (what.endsWith('✅')) world.yes[into](who);
    else if (what.endsWith('❌')) world.no[into](who);
    else if (what.endsWith('role')) rolesOf(who)[into]('manager');
    else if (what.endsWith('tester')) rolesOf(who)[into]('tester');
    else world.gone[what === 'leaves' ? 'add' : 'delete'](who);
  }
  return world;
};
const voices = (world: World, ids: Iterable<string>): Voice[] =>
  [...ids].map((userId) => ({
    userId,
    bot: userId === 'u5',
    ...(world.gone.has(userId)
      ? {}
      : { member: { name: userId, bot: userId === 'u5', roleIds: [...(world.roles.get(userId) ?? ['manager'])] } }),
  }));
const someRules = fc.record({
  needed: fc.integer({ min: 1, max: 3 }),
  roleId: fc.constant('manager'),
  requester: fc.constant('u1'),
  authors: fc.constant(new Set(['u2'])),
  mustInclude: fc.option(fc.constant({ role: 'tester', roleId: 'tester' }), { nil: undefined }),
});
type SomeRules = typeof someRules extends fc.Arbitrary<infer R> ? R : never;
const ask = (world: World, { mustInclude, ...rest }: SomeRules, seed: boolean) => {
  const order = (ids: Set<string>): string[] => (seed ? [...ids].toReversed() : [...ids].toSorted());
  return judgeApprovals(
    voices(world, order(world.yes)),
    voices(world, order(world.no)),
    { ...rest, ...(mustInclude === undefined ? {} : { mustInclude }) },
    0,
  );
};

describe('whatever has happened', () => {
  const told = fc.array(happening, { maxLength: 40 });

  it('only what is so now counts, in whichever order it came about', () => {
    fc.assert(
      fc.property(told, someRules, (happenings, given) => {
        const world = after(happenings);
        // The shortest way to the same state: no reaction or role that was taken away again ever was.
        const straight = after(
          names.flatMap((who) => [
            ...(world.yes.has(who) ? [{ who, what: '+✅' }] : []),
            ...(world.no.has(who) ? [{ who, what: '+❌' }] : []),
            ...(world.roles.get(who)?.has('manager') === false ? [{ who, what: '-role' }] : []),
            ...(world.roles.get(who)?.has('tester') === true ? [{ who, what: '+tester' }] : []),
            ...(world.gone.has(who) ? [{ who, what: 'leaves' }] : []),
          ]),
        );
        expect(ask(world, given, true)).toEqual(ask(straight, given, false));
      }),
    );
  });

  it('yes is said only by enough different people who may, and never against one who may', () => {
    fc.assert(
      fc.property(told, someRules, (happenings, given) => {
        const world = after(happenings);
        const { verdict: said, approvals } = ask(world, given, false);
        const holds = (who: string, role: string): boolean =>
          !world.gone.has(who) && who !== 'u5' && (world.roles.get(who) ?? new Set(['manager'])).has(role);
        const vetoed = [...world.no].some((who) => holds(who, 'manager'));
        const may = [...world.yes].filter((who) => holds(who, 'manager') && !['u1', 'u2'].includes(who));
        const whole = given.mustInclude === undefined || may.some((who) => holds(who, 'tester'));
        expect('yes' in said).toBe(!vetoed && may.length >= given.needed && whole);
        if (vetoed) expect(said).toMatchObject({ no: 'approval.vetoed' });
        const counting = approvals.filter(({ standing }: Approval) => standing === 'counts');
        for (const { userId } of counting) expect(['u1', 'u2', 'u5']).not.toContain(userId);
        expect(new Set(counting.map(({ userId }) => userId)).size).toBe(counting.length);
      }),
    );
  });
});
