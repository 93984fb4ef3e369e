import { describe, expect, test } from 'vitest';
import { approvalLines } from '../../../src/bot/cards/approvals.ts';
import { card } from '../../../src/bot/cards/card.ts';
import { evidenceLines } from '../../../src/bot/cards/evidence.ts';
import type { Approval, PromotionPlan } from '../../../src/core/promotion.ts';
import { at, plan, promotion, promotionView } from '../world/view.ts';
import { read } from './read.ts';

const said = (name: string, standing: Approval['standing'], more: Partial<Approval> = {}): Approval => ({
  userId: name,
  name,
  standing,
  seenAt: at,
  ...more,
});
const lines = (approvals: readonly Approval[], rules: Partial<PromotionPlan['approvals']> = {}): string =>
  approvalLines(
    promotionView(),
    promotion({
      approvals,
      plan: plan({ approvals: { needed: 2, role: 'releaseManager', fourEyes: true, ...rules } }),
    }),
  ).join('\n');

describe('approvals on the card', () => {
  test('say of everybody why they count or not', () => {
    expect(
      lines([
        said('Ben', 'counts'),
        said('Ana', 'requester'),
        said('Mira', 'author'),
        said('Dan', 'veto-without-role'),
      ]),
    ).toMatchInlineSnapshot(`
      "**1 of 2 approvals.** Still to say yes: 1 release manager. Tap ✅ to approve, ❌ to stop.
      ✅ said yes: Ben
      ✗ does not count: Ana (asked for it), Mira (wrote a part of it), Dan (said no without the role)
      Cannot approve: <@100000000000000001>, who asked for it."
    `);
  });

  test('say who is still needed where one of another role must be among them', () => {
    const rules = { mustInclude: 'tester' };
    const still = (...people: Parameters<typeof said>[]) =>
      lines(
        people.map((one) => said(...one)),
        rules,
      );
    expect(still()).toContain('Still to say yes: 2 release managers, one of them also tester.');
    expect(still(['Ben', 'counts'])).toContain('Still to say yes: 1 release manager who is also tester.');
    expect(still(['Ben', 'counts', { includes: true }])).toContain('Still to say yes: 1 release manager.');
    expect(still(['Ben', 'counts'], ['Mira', 'counts'])).toContain(
      'Still to say yes: 1 release manager who is also tester.',
    );
    expect(still(['Ben', 'counts'], ['Mira', 'counts', { includes: true }])).toContain('Nobody else has to say yes.');
  });

  test('say who is barred, and why there is one more', () => {
    expect(lines([], { needed: 3, barAuthors: true, unknownAuthors: { commits: 2, pushers: ['e_v_e', 'b', 'c'] } }))
      .toMatchInlineSnapshot(`
        "**0 of 3 approvals.** Still to say yes: 3 release managers. Tap ✅ to approve, ❌ to stop.
        One approval more than usual: it is not known who wrote 2 of the commits or pushed as e\\_v\\_e, b, … and 1 more.
        Cannot approve: <@100000000000000001>, who asked for it; who wrote or pushed a part of it."
      `);
    const lost = { commits: 0, pushers: [], pushedByNobody: true } as const;
    expect(lines([], { needed: 2, barAuthors: true, unknownAuthors: lost })).toContain(
      'it is not known who pushed the newest commit.',
    );
  });
});

describe('evidence on the card', () => {
  test('is when, by whom and what, with the age left to Discord', () => {
    const evidence = {
      at,
      number: 12,
      suites: [
        { name: 'integration', passed: 12, failed: 0, skipped: 1 },
        { name: 'browser', passed: 3, failed: 0, skipped: 0 },
      ],
    };
    expect(evidenceLines(promotion({ evidence })).join('\n')).toMatchInlineSnapshot(
      `"**Tested on staging:** <t:1795467600:R> by #12: \`integration\` 12 passed, 1 skipped · \`browser\` 3 passed"`,
    );
    expect(evidenceLines(promotion({ evidence: { ...evidence, suites: [] } })).join('\n')).toContain('no test suite');
  });

  test('that is not there is said to be not there', () => {
    expect(evidenceLines(promotion())).toEqual(['**Tested on staging:** no evidence']);
  });
});

test('where the card could not be read, nobody is said to have approved it', () => {
  const why = 'Discord did not answer when asked for reactions';
  const unread = { guard: 'approval-matches-card', allowed: false, code: 'card.unreadable', detail: why } as const;
  const drawn = read(card(promotionView({ promotion: promotion({ approvals: [], verdicts: [unread] }) })));
  expect(drawn).toContain('production 🕒 needs approval · ');
  expect(drawn).toContain('✗ **The card or its reactions could not be read from Discord.**');
});
