import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alert } from '../../../src/bot/cards/alert.ts';
import { card } from '../../../src/bot/cards/card.ts';
import { outageAlert } from '../../../src/bot/cards/outage.ts';
import { lockNotice } from '../../../src/bot/cards/lock-lines.ts';
import { linksOf } from '../../../src/bot/cards/links.ts';
import { outcomeReply, refusal } from '../../../src/bot/cards/reply.ts';
import { auditView } from '../../../src/bot/cards/audit.ts';
import { historyView, statusView } from '../../../src/bot/cards/status.ts';
import { standing } from '../../../src/bot/cards/standing.ts';
import { safe } from '../../../src/bot/cards/text.ts';
import { deploymentStates } from '../../../src/core/deployment.ts';
import { migrationClasses } from '../../../src/core/migration.ts';
import type { ReasonCode } from '../../../src/core/reason.ts';
import { reasons } from '../../../src/core/reason.ts';
import { stepNames, stepStates } from '../../../src/core/step.ts';
import type { DeploymentView } from '../../../src/ports/views.ts';
import { config } from '../world/config.ts';
import { at, plan, promotion, view } from '../world/view.ts';
import { check } from './fits-discord.ts';

/** What strangers write into commits, test names and log lines. */
const corpus = [
  '@everyone',
  '@here <@&100000000000000001> <@100000000000000002> <#100000000000000003>',
  '```\nbreak out\n```',
  '`$(rm -rf /)`; echo $HOME && true | cat',
  '--force -rf',
  '# heading\n> quote\n- list\n-# small',
  '\\*\\_\\~\\`\\|',
  '**bold** __under__ ~~gone~~ ||spoiler||',
  '[click](https://evil.example) <https://evil.example>',
  '<t:0:R> <:emoji:1> <a:b:1>',
  '\u202egnp.exe \u2066x\u2069 \u200b\u200d\ufeff',
  '\u0000\u0007\u001b[31mred\u001b[0m',
  'a'.repeat(10_000),
  '*'.repeat(10_000),
  '\n'.repeat(500),
  '🎅'.repeat(3_000),
  '\ud83c lone',
  '',
  '   ',
];
const hostile = fc.oneof(
  fc.constantFrom(...corpus),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(fc.constantFrom(...corpus.filter((text) => text.length < 100)), { maxLength: 5 })
    .map((list) => list.join('')),
);
const hex = fc.stringMatching(/^[0-9a-f]{40}$/);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const allCodes = Object.keys(reasons) as ReasonCode[];
const maybeCode = fc.option(fc.constantFrom(...allCodes), { nil: undefined });
const facts = fc.record({
  commit: hex,
  subject: hostile,
  author: hostile,
  at: fc.constant(at),
  login: hostile,
  pulls: fc.array(fc.nat(), { maxLength: 5 }),
});
const steps = fc.array(
  fc.record({
    name: fc.constantFrom(...stepNames),
    position: fc.nat(20),
    state: fc.constantFrom(...stepStates),
    attempts: fc.nat(5),
    detail: hostile,
    startedAt: fc.constant(at),
    endedAt: fc.constant(at + 1_000),
    evidence: fc.record({
      commit: hostile,
      serves: fc.dictionary(hostile, fc.record({ state: hostile, digest: hostile, well: fc.boolean() }), {
        maxKeys: 9,
      }),
    }),
  }),
  { maxLength: 10 },
);
const suites = fc.array(
  fc.record({
    name: hostile,
    ok: fc.boolean(),
    passed: fc.nat(),
    failed: fc.nat(),
    skipped: fc.nat(),
    failures: fc.array(fc.record({ name: hostile, message: hostile }), { maxLength: 40 }),
  }),
  { maxLength: 12 },
);
const promotions = fc
  .record({
    commits: fc.array(facts, { maxLength: 100 }),
    more: fc.nat(1_000),
    migrations: fc.array(fc.record({ path: hostile, class: fc.constantFrom(...migrationClasses), why: hostile }), {
      maxLength: 60,
    }),
    configKeys: fc.array(hostile, { maxLength: 60 }),
    approvals: fc.array(
      fc.record({
        userId: hostile,
        name: hostile,
        standing: fc.constantFrom('counts', 'requester', 'author', 'no-role', 'bot', 'not-a-member', 'veto'),
        seenAt: fc.constant(at),
      } as const),
      { maxLength: 30 },
    ),
    details: fc.array(fc.tuple(fc.constantFrom(...allCodes), hostile), { maxLength: 20 }),
  })
  .map(({ approvals, details, ...rest }) =>
    promotion({
      plan: plan(rest),
      approvals,
      verdicts: details.map(([code, detail]) => ({ guard: detail, title: detail, allowed: false, code, detail })),
    }),
  );

const views: fc.Arbitrary<DeploymentView> = fc
  .record({
    environment: name,
    project: name,
    tier: fc.constantFrom('staging', 'production'),
    kind: fc.constantFrom('deployment', 'promotion', 'rollback'),
    state: fc.constantFrom(...deploymentStates),
    commit: facts,
    pusher: hostile,
    requestedBy: hostile,
    detail: hostile,
    code: maybeCode,
    contains: fc.array(hex, { maxLength: 80 }),
    steps,
    suites,
    urls: fc.dictionary(name, hostile, { maxKeys: 6 }),
    promotion: fc.option(promotions, { nil: undefined }),
    artifacts: fc.array(
      fc.record({ service: hostile, key: hostile, digest: fc.constant(`sha256:${'1'.repeat(64)}` as const) }),
      { maxLength: 12 },
    ),
    leavesProduction: fc.option(
      fc.record({ from: hex, commits: fc.array(facts, { maxLength: 20 }), more: fc.nat(99), returns: fc.nat(9) }),
      { nil: undefined },
    ),
    serving: fc.option(fc.record({ commit: hex, number: fc.nat(99) }), { nil: undefined }),
    startedAt: fc.option(fc.constant(at), { nil: undefined }),
  } as const)
  .map((made) => {
    const given = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
    const { startedAt: _, ...base } = view();
    return { ...base, ...given } as DeploymentView;
  });

const links = linksOf(config().projects, 'https://github.com');

test('a card of anything keeps to Discord’s limits and names environment, result and commit in 60 characters', () => {
  fc.assert(
    fc.property(views, (made) => {
      const drawn = card(made, links);
      check(drawn);
      const start = Array.from(drawn.embeds[0]?.title ?? '')
        .slice(0, 60)
        .join('');
      expect(start).toContain(made.environment);
      expect(start).toContain(`${standing(made).shape} ${standing(made).word}`);
      expect(start).toContain(made.commit.commit.slice(0, 7));
    }),
    { numRuns: 300 },
  );
});

test('so do alerts, and they ping only whom the config knows', () => {
  const people = { ana: '100000000000000001' };
  fc.assert(
    fc.property(views, (made) => {
      const given = alert(made, people, '100000000000000009', undefined);
      expect(given !== undefined).toBe(made.state === 'failed' || made.state === 'rolled-back');
      if (!given) return;
      check(given.drawn);
      expect(['100000000000000001', undefined]).toContain(given.pinged.users[0]);
      for (const id of (given.drawn.content ?? '').matchAll(/(?<!\\)<@&?(\d+)>/g)) {
        expect([...given.pinged.users, ...given.pinged.roles]).toContain(id[1]);
      }
    }),
    { numRuns: 150 },
  );
});

test('so do replies, refusals, status, history and audit', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 60 }), fc.constantFrom(...allCodes), views, (lines, code, made) => {
      check(outcomeReply('plan', { state: 'refused', code, lines }, undefined));
      check(outcomeReply('plan', { state: 'done', code, lines }, 'https://discord.com/channels/1/2/3'));
      check(refusal(code, lines[0]));
      check(
        historyView(
          'advent',
          Array.from({ length: 25 }, () => made),
        ),
      );
      const { project, environment, tier } = made;
      const facts = {
        reason: lines[0] ?? '',
        detail: lines[1] ?? '',
        verdicts: lines,
        code,
        operation: lines[2] ?? '',
      };
      const told = {
        seq: 7,
        hash: 'a'.repeat(64),
        at,
        kind: lines[3] ?? 'lock.taken',
        environment,
        actor: lines[4] ?? '7',
        facts,
      };
      check(
        auditView(
          project,
          Array.from({ length: 25 }, () => told),
          told,
          { count: 25 },
        ),
      );
      const observed = { at, services: [{ service: 'api', state: 'mixed', url: 'http://x', detail: 'd' }] } as const;
      const reason = lines[0] ?? '';
      const held = {
        id: '1',
        project,
        environment,
        kind: 'person',
        reason,
        at,
        by: { discordId: '1', name: reason },
      } as const;
      check(lockNotice(held));
      const outage = {
        id: '1',
        project,
        environment,
        code: 'github.away',
        detail: reason,
        since: at,
        version: 1,
      } as const;
      check(outageAlert(outage, { repository: reason, releaseManager: '1' }).drawn);
      check(outageAlert({ ...outage, endedAt: at }, { repository: reason, releaseManager: '1' }).drawn);
      check(
        statusView(
          Array.from({ length: 12 }, () => ({
            project,
            environment,
            tier,
            live: made,
            running: made,
            observed,
            locks: [held],
          })),
        ),
      );
    }),
    { numRuns: 100 },
  );
});

test('markup in a stranger’s text is shown as it was typed', () => {
  // Discord shows a backslash before punctuation as the punctuation: undoing that must give the text back.
  const undo = (text: string): string => text.replace(/\\([^0-9A-Za-z\s])/g, '$1');
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z\\*_~`|[\]<>#@(). -]{0,60}$/), (text) => {
      expect(undo(safe(text, 100))).toBe(text.replace(/\s+/g, ' ').trim());
    }),
  );
  expect(safe('\\*not bold\\*', 100)).toBe('\\\\\\*not bold\\\\\\*');
  expect(safe('[x](y) <@1> @everyone', 100)).toBe('\\[x\\](y) \\<@1> @\u200beveryone');
});
