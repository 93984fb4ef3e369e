import { expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import { at, plan, promotion, promotionView, step } from '../world/view.ts';
import { read } from './read.ts';

test('while it waits: what would change, who said yes, who cannot, what stands in the way', () => {
  expect(`\n${read(card(promotionView()))}\n`).toMatchInlineSnapshot(`
    "
    production 🕒 needs approval · aaaaaaa · advent #13
    Production runs \`bbbbbbb\`; this would be \`aaaaaaa\`.
    **1 of 2 approvals** · tap ✅ to approve, ❌ to stop (releaseManager)
    ✅ approved: Ben
    Cannot approve: <@100000000000000001>, who asked for it
    Expires <t:1795554000:R>

    **Stands in the way**
    ✗ no: approval-matches-card \`approval.missing\` 1 of 2 → Ask a release manager to react with ✅ on the card.
    ✓ yes: verified-in-staging
    **Tested on staging:** no evidence
    **1 commit**
    \`aaaaaaa\` Open door 7 — ana (#41)
    **Migrations** (changes of the database)
    ➕ additive \`migrations/003-doors.sql\`
    ➕ additive: it only adds; what runs now goes on as before.
    **Changed config:** \`api.PRIZE_LIMIT\`
    **Artifacts**
    \`api\` \`sha256:111111111111\`
    Card \`cccccccccccc\`; another card is another decision.
    [Cancel]
    "
  `);
});

test('superseded: struck through, with what moved and where to look', () => {
  const drawn = read(
    card(
      promotionView({
        state: 'superseded',
        code: 'card.moved',
        detail: 'staging verified another release',
        supersededBy: { id: 'x', number: 15 },
        endedAt: at,
      }),
    ),
  );
  expect(`\n${drawn}\n`).toMatchInlineSnapshot(`
    "
    production ⏭ superseded · aaaaaaa · advent #13
    ~~Production runs \`bbbbbbb\`; this would be \`aaaaaaa\`.~~
    **What happened:** Something that the card shows has changed since it was posted. \`card.moved\`
    staging verified another release
    **Production:** untouched.
    **Do now:** look at #15 and approve that one.
    Ended <t:1795467600:R>

    ~~**Tested on staging:** no evidence~~
    ~~**1 commit**~~
    ~~\`aaaaaaa\` Open door 7 — ana (#41)~~
    ~~**Migrations** (changes of the database)~~
    ~~➕ additive \`migrations/003-doors.sql\`~~
    ~~➕ additive: it only adds; what runs now goes on as before.~~
    ~~**Changed config:** \`api.PRIZE_LIMIT\`~~
    ~~**Artifacts**~~
    ~~\`api\` \`sha256:111111111111\`~~
    ~~Card \`cccccccccccc\`; another card is another decision.~~
    "
  `);
});

test('at most ten commits are listed; the rest is counted', () => {
  const commits = Array.from({ length: 100 }, (_, index) => ({
    commit: index.toString(16).padStart(40, '0'),
    subject: `Change ${String(index)}`,
    author: 'Ana',
    at,
  }));
  const drawn = read(card(promotionView({ promotion: promotion({ plan: plan({ commits, more: 20 }) }) })));
  expect(drawn).toContain('**120 commits**');
  expect(drawn).toContain('… and 110 more');
  expect(drawn).toContain('Change 9 ');
  expect(drawn).not.toContain('Change 10 ');
});

test('while it goes live it shows steps and no longer asks', () => {
  const drawn = read(card(promotionView({ state: 'running', startedAt: at, steps: [step('switch', 'started')] })));
  expect(drawn).toContain('production ⏳ going live');
  expect(drawn).toContain('⏳ Now: **switch**');
  expect(drawn).not.toContain('tap ✅');
});
