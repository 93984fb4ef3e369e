import { expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import type { DeploymentView } from '../../../src/ports/views.ts';
import { at, commitB, step, view } from '../world/view.ts';
import { read } from './read.ts';

const commitA = 'a'.repeat(40);
const leaving = {
  from: commitA,
  commits: [
    { commit: commitA, subject: 'Open door 7', author: 'Ana', login: 'ana', at, pulls: [41] },
    { commit: 'c'.repeat(40), subject: 'Prize draw', author: 'Mira', login: 'mira', at },
  ],
  more: 0,
  returns: 0,
};
const digest = (n: string) => `sha256:${n.repeat(64)}` as const;
const artifacts = [
  { service: 'web', key: 'w', digest: digest('2') },
  { service: 'api', key: 'a', digest: digest('1') },
];
const draw = (more: Partial<DeploymentView> = {}): string =>
  read(
    card(
      view({
        kind: 'rollback',
        tier: 'production',
        environment: 'production',
        commit: { commit: commitB, subject: 'Snow on every page', author: 'Mira', login: 'mira', at },
        requestedBy: '100000000000000002',
        leavesProduction: leaving,
        artifacts,
        steps: [],
        ...more,
      }),
    ),
  );

test('says first what goes away with it, and lists it newest first with authors', () => {
  const serves = {
    api: { state: 'serving', digest: digest('1'), well: true },
    web: { state: 'serving', digest: digest('2'), well: true },
  };
  const drawn = draw({
    state: 'succeeded',
    endedAt: at + 9_000,
    steps: [
      step('roll-back', 'succeeded', { evidence: { commit: commitB } }),
      step('verify-roll-back', 'succeeded', { startedAt: at + 4_000, endedAt: at + 5_000, evidence: { serves } }),
    ],
  });
  expect(`\n${drawn}\n`).toMatchInlineSnapshot(`
    "
    production ✅ went back · bbbbbbb · advent #12
    **production** serves \`bbbbbbb\` again, and it was checked from outside.
    **2 changes** by ana and mira left production.
    http://127.0.0.1:4000

    \`bbbbbbb\` is **Snow on every page** — mira
    Asked for by <@100000000000000002>
    Ended <t:1795467609:R>, took 9 s

    **What was done**
    <t:1795467600:T> ✅ went back to \`bbbbbbb\` · 4 s
    <t:1795467604:T> ✅ checked: well · 1 s

    **Services** as seen <t:1795467605:R>
    ✅ web: well, serves \`222222222222\`
    ✅ api: well, serves \`111111111111\`

    **Left production**, newest first
    \`aaaaaaa\` Open door 7 — ana (#41)
    \`ccccccc\` Prize draw — mira
    The database stays as it is: migrations are not undone.
    [Logs]
    "
  `);
});

test('while it runs there is a line for each service, in the order of the release', () => {
  const drawn = draw({ state: 'running', steps: [step('roll-back', 'started'), step('verify-roll-back', 'pending')] });
  expect(drawn).toContain('is going back from `aaaaaaa` to `bbbbbbb`');
  expect(drawn).toContain('**2 changes** by ana and mira leave production.');
  expect(drawn).toContain('⏳ web: going back to `222222222222`\n⏳ api: going back to `111111111111`');
});

test('what comes back with it is said too, and a history that could not be read is not taken for “nothing”', () => {
  const returned = { ...leaving, commits: [], returns: 2 };
  expect(draw({ state: 'succeeded', leavesProduction: returned })).toContain(
    'No change to the code goes away with it; 2 changes came back.',
  );
  const { leavesProduction: _, ...unread } = view({
    kind: 'rollback',
    tier: 'production',
    state: 'waiting',
    steps: [],
  });
  expect(read(card(unread))).toContain('Which changes go away with it is not known');
});

test('one that failed calls for a person, and does not say that anything has left', () => {
  const drawn = draw({
    state: 'failed',
    code: 'deployment.roll-back-failed',
    detail: 'web: it ended with 3',
    endedAt: at,
    steps: [step('roll-back', 'failed', { detail: 'web: it ended with 3' }), step('verify-roll-back', 'pending')],
  });
  expect(drawn).toContain('**Production is not well.** Nobody is mending it by itself.');
  expect(drawn).toMatch(/<t:\d+:T> ❌ going back failed: web: it ended with 3/);
  expect(drawn).toContain('**Was to leave production**');
  expect(drawn).not.toContain('verify-roll-back');
});
