import { expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import { linksOf } from '../../../src/bot/cards/links.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import { config } from '../world/config.ts';
import { at, commitB, plan, promotion, promotionView, step } from '../world/view.ts';
import { read } from './read.ts';

test('while it waits: what would change, who said yes, who cannot, what stands in the way', () => {
  expect(`\n${read(card(promotionView()))}\n`).toMatchInlineSnapshot(`
    "
    production 🕒 needs approval · aaaaaaa · advent #13
    **1 change** by ana would go to production, made <t:1795467600:R>.
    Production runs \`bbbbbbb\`; this would be \`aaaaaaa\`.

    **1 of 2 approvals.** Still to say yes: 1 release manager. Tap ✅ to approve, ❌ to stop.
    ✅ said yes: Ben
    Cannot approve: <@100000000000000001>, who asked for it.
    Expires <t:1795554000:R>

    ✓ Nothing else stands in the way.

    **1 change**
    \`aaaaaaa\` Open door 7 — ana (#41)

    **Migrations** (changes of the database)
    ➕ additive \`migrations/003-doors.sql\`
    ➕ additive: it only adds; what runs now goes on as before.
    **Changed config:** \`api.PRIZE_LIMIT\`
    **Tested on staging:** no evidence
    **Digests:** api \`111111111111\`

    **Checks**
    ✗ no: Approval matches card — 1 of 2 \`approval.missing\`
    ✓ yes: Verified in staging
    Card cccccccccccc
    [Cancel]
    "
  `);
});

test('how production is deployed: what changes in its files stands out, what stays is said too', () => {
  const recipes = [
    { path: 'fly.production.toml', blob: 'bbbbbbbbbb', was: 'aaaaaaaaaa' },
    { path: 'web/fly.toml', blob: 'cccccccccc', was: 'cccccccccc' },
    { path: 'new`@everyone`.toml', blob: 'dddddddddd' },
    { path: 'gone.toml', was: 'eeeeeeeeee' },
  ];
  const said = read(card(promotionView({ promotion: promotion({ plan: plan({ recipes }) }) })));
  expect(said.split('\n').find((line) => line.includes('Deployed by'))).toMatchInlineSnapshot(
    `"**Deployed by:** ⚠ \`fly.production.toml\` changes, \`aaaaaaa\` → \`bbbbbbb\` · \`web/fly.toml\` as it is, \`ccccccc\` · \`newˋ@​everyoneˋ.toml\` is new, \`ddddddd\` · \`gone.toml\` is not in this commit"`,
  );
});

test('superseded: struck through, with what moved and where to look', () => {
  const drawn = read(
    card(
      promotionView({
        state: 'superseded',
        code: 'card.moved',
        detail: 'a newer commit was verified: aaaaaaa → ccccccc; config key api.X changed',
        supersededBy: { id: 'x', number: 15 },
        endedAt: at,
      }),
    ),
  );
  expect(`\n${drawn}\n`).toMatchInlineSnapshot(`
    "
    production ⏭ superseded · aaaaaaa · advent #13
    ~~**1 change** by ana would have gone to production, made <t:1795467600:R>.~~
    ~~Production ran \`bbbbbbb\`; this was \`aaaaaaa\`.~~

    **What moved:** a newer commit was verified: aaaaaaa → ccccccc; config key api.X changed \`card.moved\`
    **Production:** untouched.
    **Do now:** look at #15; approvals of this card do not count there.
    Ended <t:1795467600:R>

    ~~**1 change**~~
    ~~\`aaaaaaa\` Open door 7 — ana (#41)~~

    ~~**Migrations** (changes of the database)~~
    ~~➕ additive \`migrations/003-doors.sql\`~~
    ~~➕ additive: it only adds; what runs now goes on as before.~~
    ~~**Changed config:** \`api.PRIZE_LIMIT\`~~
    ~~**Tested on staging:** no evidence~~
    ~~**Digests:** api \`111111111111\`~~
    Card cccccccccccc
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
  expect(drawn).toContain('**120 changes**');
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

const blocked: Verdict = {
  guard: 'verified-in-staging',
  title: 'Tested on staging',
  allowed: false,
  code: 'release.not-verified',
  detail: 'staging’s evidence is of other digests',
};

test('what stands in the way is said in people’s words, with the way out; the name of a guard is not shown', () => {
  const waiting = { guard: 'approval-matches-card', title: 'Approved by enough people', allowed: false } as const;
  const verdicts = [blocked, { ...waiting, code: 'approval.missing', detail: '1 of 2 approved' } as const];
  const drawn = read(card(promotionView({ promotion: promotion({ verdicts }) })));
  expect(drawn).toContain(
    '✗ **Staging has not verified exactly this release.** staging’s evidence is of other digests. → Wait for staging’s suites to pass',
  );
  // Who has not said yes yet is no obstacle: the approvals say it.
  expect(drawn.split('**Stands in the way**')[1]?.split('\n\n')[0]).not.toContain('Approved by enough people');
  expect(drawn).not.toMatch(/verified-in-staging|approval-matches-card/);
  expect(drawn).toContain('✗ no: Approved by enough people — 1 of 2 approved `approval.missing`');
});

test('where enough people have said yes and somebody holds production, the card says so and asks nobody', () => {
  const held: Verdict = {
    guard: 'not-locked',
    title: 'Nobody else holds it',
    allowed: false,
    code: 'lock.in-force',
    detail: 'Eva holds it: showing it to the jury',
  };
  const people = [{ userId: '1', name: 'Ben', standing: 'counts', seenAt: at }] as const;
  const approvals = { needed: 1, role: 'releaseManager', fourEyes: true };
  const all = { verdicts: [held], approvals: people, plan: plan({ approvals }) };
  const drawn = read(card(promotionView({ promotion: promotion(all) })));
  expect(drawn).toContain('production 🕒 approved, held · ');
  expect(drawn).toContain('Nobody else has to say yes. Tap ❌ to stop.');
  expect(drawn).toContain(
    '✗ **Somebody holds this environment.** Eva holds it: showing it to the jury. → Talk to them',
  );
  const missing = { guard: 'approval-matches-card', allowed: false, code: 'approval.missing', detail: '' } as const;
  const both = promotion({ ...all, verdicts: [held, missing] });
  expect(read(card(promotionView({ promotion: both })))).toContain('needs approval');
});

test('once it has begun, the card names who said yes', () => {
  const approvals = (
    [
      ['Ben', 'counts'],
      ['Cara', 'no-role'],
    ] as const
  ).map(([name, standing]) => ({ userId: name, name, standing, seenAt: at }));
  for (const state of ['running', 'succeeded', 'rolled-back'] as const) {
    const drawn = read(card(promotionView({ state, startedAt: at, promotion: promotion({ approvals }) })));
    expect(drawn).toMatch(/^Approved by Ben$/m);
  }
});

test('a verdict that was recorded before guards had titles still reads as words', () => {
  const { title: _, ...old } = blocked;
  const drawn = read(card(promotionView({ promotion: promotion({ verdicts: [old] }) })));
  expect(drawn).toContain('✗ no: Verified in staging — ');
});

test('before the checks have answered, none is taken for a yes', () => {
  const drawn = read(card(promotionView({ promotion: promotion({ verdicts: [] }) })));
  expect(drawn).toContain('The checks are being made.');
  expect(drawn).not.toMatch(/Nothing else|✓/);
});

test('who cannot approve and who must be among them is said with the count', () => {
  const approvals = { needed: 2, role: 'releaseManager', fourEyes: true, barAuthors: true, mustInclude: 'tester' };
  const people = (
    [
      ['Ben', 'counts'],
      ['Mira', 'author'],
      ['Cara', 'no-role'],
    ] as const
  ).map(([name, standing]) => ({ userId: name, name, standing, seenAt: at }));
  const drawn = read(card(promotionView({ promotion: promotion({ plan: plan({ approvals }), approvals: people }) })));
  expect(drawn).toContain('**1 of 2 approvals.** Still to say yes: 1 release manager who is also tester.');
  expect(drawn).toContain('✅ said yes: Ben');
  expect(drawn).toContain('✗ does not count: Mira (wrote a part of it), Cara (does not have the role)');
  expect(drawn).toContain('Cannot approve: <@100000000000000001>, who asked for it; who wrote or pushed a part of it.');
});

test('a migration that can lose data is said above the approvals', () => {
  const migrations = [
    { path: 'migrations/004.sql', class: 'destructive' },
    { path: 'migrations/005.sql', class: 'additive' },
    { path: 'migrations/006.js', class: 'unknown' },
  ] as const;
  const drawn = read(card(promotionView({ promotion: promotion({ plan: plan({ migrations }) }) })));
  const warning = '⚠ **Of 3 migrations, 1 can lose data and 1 could not be judged.** Going back does not undo that.';
  expect(drawn).toContain(warning);
  expect(drawn.indexOf(warning)).toBeLessThan(drawn.indexOf('1 of 2 approvals'));
  expect(read(card(promotionView()))).not.toContain('⚠');
});

test('pull requests are links where the server is known, and names where it is not', () => {
  const { projects } = config();
  const drawn = (server: string | undefined): string => read(card(promotionView(), linksOf(projects, server)));
  expect(drawn('https://github.com')).toContain('([#41](https://github.com/acme/advent/pull/41))');
  expect(drawn('https://ghe.example:8443/git/')).toContain('(https://ghe.example:8443/git/acme/advent/pull/41)');
  for (const server of [undefined, '', 'javascript:alert(1)', 'https://x.example/)[y](https://evil.example'])
    expect(drawn(server)).toContain('— ana (#41)');
  expect(linksOf(projects, 'https://github.com').pull('constructor', 41)).toBeUndefined();
  expect(linksOf(projects, 'https://github.com').pull('advent', -1)).toBeUndefined();
});

test('at most twelve lines stand before the details, however much there is to say', () => {
  const verdicts = Array.from({ length: 8 }, () => blocked);
  const approvals = (['counts', 'veto', 'author', 'no-role', 'requester'] as const).map((standing, index) => ({
    userId: String(index),
    name: `p${String(index)}`,
    standing,
    seenAt: at,
  }));
  const rules = { needed: 5, role: 'releaseManager', fourEyes: true, barAuthors: true, mustInclude: 'tester' };
  const made = promotion({
    verdicts,
    approvals,
    plan: plan({ approvals: rules, migrations: [{ path: 'x.sql', class: 'destructive' }] }),
  });
  const description = card(promotionView({ promotion: made })).embeds[0]?.description ?? '';
  const top = description.split('**1 change**\n')[0] ?? '';
  expect(top.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(12);
  expect(top).toContain('Stands in the way');
});

test('a change that was taken back: production is fine, what was tried, what each service serves', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const serves = { api: { state: 'serving', digest, well: true } };
  const drawn = read(
    card(
      promotionView({
        state: 'rolled-back',
        code: 'verify.unhealthy',
        detail: 'api: /healthz answers 500',
        startedAt: at,
        endedAt: at + 60_000,
        serving: { commit: commitB, number: 9 },
        steps: [
          step('switch', 'succeeded'),
          step('verify', 'failed', { startedAt: at + 4_000, endedAt: at + 6_000, detail: 'api: /healthz answers 500' }),
          step('roll-back', 'succeeded', { startedAt: at + 6_000, evidence: { commit: commitB } }),
          step('verify-roll-back', 'succeeded', { startedAt: at + 9_000, endedAt: at + 9_500, evidence: { serves } }),
        ],
      }),
    ),
  );
  expect(`\n${drawn}\n`).toMatchInlineSnapshot(`
    "
    production ↩ rolled back · aaaaaaa · advent #13
    **Production is fine.** It is back on \`bbbbbbb\` (#9), checked from outside <t:1795467609:T> (<t:1795467609:R>).
    **Do now:** nothing is urgent. Find out why \`aaaaaaa\` was not well before you promote it again; the log is in the card’s thread.

    **What happened:** From outside, the health check did not answer well. \`verify.unhealthy\`
    api: /healthz answers 500
    **1 change** by ana went to production and was taken back, made <t:1795467600:R>.
    Asked for by <@100000000000000001>
    Approved by Ben
    Ended <t:1795467660:R>, took 1 min 0 s

    **What was tried**
    <t:1795467600:T> ✅ switched to \`aaaaaaa\` · 4 s
    <t:1795467604:T> ❌ checked: api: /healthz answers 500 · 2 s
    <t:1795467606:T> ✅ went back to \`bbbbbbb\` · under 1 s
    <t:1795467609:T> ✅ checked: well · 1 s

    **Services** as seen <t:1795467609:R>
    ✅ api: well, serves \`000000000000\`

    **1 change**
    \`aaaaaaa\` Open door 7 — ana (#41)

    **Migrations** (changes of the database)
    ➕ additive \`migrations/003-doors.sql\`
    ➕ additive: it only adds; what runs now goes on as before.
    **Changed config:** \`api.PRIZE_LIMIT\`
    **Tested on staging:** no evidence
    **Digests:** api \`111111111111\`
    Card cccccccccccc
    [Logs]
    "
  `);
});
