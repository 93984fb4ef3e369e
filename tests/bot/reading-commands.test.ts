import { describe, expect, test } from 'vitest';
import { statusView } from '../../src/bot/cards/status.ts';
import type { AuditLine } from '../../src/ports/views.ts';
import { read } from './cards/read.ts';
import { at, commitB, promotion, promotionView, step, view } from './world/view.ts';
import { askingWorld as world, refusedWith } from './world/asking.ts';

describe('/logs', () => {
  test('shows a short log in place and a long one as a file', async () => {
    const { types, ledger } = world();
    ledger.put(view());
    ledger.logs.set(`${view().id}/build`, 'ok ``` done\n');
    ledger.logs.set(`${view().id}/all`, 'line\n'.repeat(1_000));
    expect(`\n${await types('logs', { deployment: 12, step: 'build' })}\n`).toMatchInlineSnapshot(`
      "
      Log of build · staging ⏳ running · aaaaaaa · advent #12
      \`\`\`
      ok ˋˋˋ done
      \`\`\`
      "
    `);
    expect(await types('logs', { deployment: 12 })).toContain('(file advent-12-all.log)');
    expect(await refusedWith(types('logs', { deployment: 7 }))).toContain('deployment.not-found');
  });
});

describe('/status and /history', () => {
  test('show first what is down, where there are more environments than fit', () => {
    const service = { service: 'api', url: 'http://x', detail: 'd' };
    const seen = (project: string, state: 'serving' | 'down') => ({
      project,
      environment: 'staging',
      tier: 'staging' as const,
      live: view({ commit: { ...view().commit, subject: 's'.repeat(50) } }),
      observed: { at, services: [{ ...service, state }] },
      locks: [],
    });
    const many = Array.from({ length: 40 }, (_, index) =>
      seen(`app-${String(index)}`, index === 39 ? 'down' : 'serving'),
    );
    const drawn = read(statusView(many));
    expect(drawn).toMatch(/^❌ something is down\n\*\*app-39 \/ staging\*\*/);
    expect(drawn).toContain('more lines');
  });

  test('say what runs, what is at work and what waits', async () => {
    const { types, ledger } = world();
    ledger.put(view({ id: 'a', number: 10, state: 'succeeded', endedAt: at }));
    ledger.put(view({ id: 'b', number: 11, commit: { ...view().commit, subject: 'Open door 8', commit: commitB } }));
    ledger.put(promotionView());
    expect(`\n${await types('status')}\n`).toMatchInlineSnapshot(`
      "
      Status
      **advent / staging** runs \`aaaaaaa\` Open door 7 — ana (#10), since <t:1795467600:R>
      http://127.0.0.1:4000
      ⏳ running: \`bbbbbbb\` Open door 8 — ana (#11)

      **advent / production** ▫ nothing was deployed yet
      🕒 needs approval: \`aaaaaaa\` Open door 7 — ana (#13)
      "
    `);
  });

  test('list newest first, with how each ended', async () => {
    const { types, ledger } = world();
    ledger.put(
      view({
        id: 'a',
        number: 10,
        state: 'failed',
        code: 'build.failed',
        endedAt: at,
        steps: [step('build', 'failed')],
      }),
    );
    ledger.put(promotionView());
    expect(`\n${await types('history')}\n`).toMatchInlineSnapshot(`
      "
      History of advent
      #13 🕒 needs approval · production · \`aaaaaaa\` Open door 7 <t:1795467600:R>
      #10 ❌ failed · staging · \`aaaaaaa\` Open door 7 \`build.failed\` <t:1795467600:R>
      "
    `);
    expect(await types('history', { environment: 'production' })).not.toContain('#10');
    expect(await refusedWith(types('history', { environment: 'local' }))).toContain('environment.unknown');
  });
});

describe('/audit', () => {
  const line = (seq: number, fields: Partial<AuditLine>): AuditLine => ({
    seq,
    hash: String(seq).padStart(64, 'a'),
    at,
    kind: 'gate.allowed',
    facts: {},
    ...fields,
  });

  test('lists who decided what and why, newest first, and says how to verify it', async () => {
    const { types, ledger } = world();
    ledger.chain.push(
      line(38, {
        kind: 'lock.taken',
        environment: 'production',
        actor: '100000000000000002',
        facts: { reason: 'a *demo*' },
      }),
      line(39, {
        kind: 'gate.refused',
        environment: 'production',
        deployment: 12,
        facts: { operation: 'switch', verdicts: ['actor-may: yes', 'not-locked: lock.held'] },
      }),
      line(40, { kind: 'deployment.fail', environment: 'staging', deployment: 13, facts: { code: 'build.failed' } }),
      line(41, { kind: 'something.new', environment: 'staging' }),
      line(42, {
        kind: 'promotion.approvals',
        environment: 'production',
        deployment: 12,
        facts: {
          people: [
            { userId: '100000000000000002', standing: 'counts' },
            { userId: '100000000000000003', standing: 'no-role' },
          ],
        },
      }),
      line(43, {
        kind: 'promotion.approvals',
        environment: 'production',
        deployment: 12,
        facts: { people: [{ userId: '100000000000000003', standing: 'no-role' }] },
      }),
    );
    expect(`\n${await types('audit')}\n`).toMatchInlineSnapshot(`
      "
      Audit of advent
      #43 👍 reactions were read · production · deployment 12 <t:1795467600:R> — nobody’s counts
      #42 👍 reactions were read · production · deployment 12 <t:1795467600:R> — yes: <@100000000000000002>
      #41 \`something.new\` · staging <t:1795467600:R>
      #40 ❌ failed · staging · deployment 13 <t:1795467600:R> — \`build.failed\`
      #39 ⛔ the gate refused · production · deployment 12 <t:1795467600:R> — \`switch\` \`not-locked: lock.held\`
      #38 🔒 locked · production · by <@100000000000000002> <t:1795467600:R> — “a \\*demo\\*”

      That nothing was rewritten: \`greenroom audit verify --head 43:aaaaaaaaaaaa\`
      Audit #43 · aaaaaaaaaaaa
      "
    `);
    expect(await types('audit', { deployment: 12 })).toContain('#39');
    expect(await types('audit', { deployment: 12 })).not.toContain('#40');
    const older = await types('audit', { before: 40, count: 1 });
    expect(older).toContain('#39');
    expect(older).toContain('Older ones: `/audit before:39`');
    // Where there are several apps the way on names this one, too.
    expect(await types('audit', { project: 'advent', before: 40, count: 1 })).toContain(
      'Older ones: `/audit project:advent before:39`',
    );
    expect(await types('audit', { deployment: 99 })).toContain('There is no line about that.');
  });

  test('of many long lines shows what fits, says how to go on from there, and how to verify it', async () => {
    const { types, ledger } = world();
    const facts = { operation: 'promotion', code: 'approval.missing', reason: 'r'.repeat(90), detail: 'd'.repeat(90) };
    for (let seq = 1; seq <= 60; seq += 1)
      ledger.chain.push(line(seq, { kind: 'gate.refused', environment: 'production', deployment: 12, facts }));
    const told: number[] = [];
    for (let more = '61'; more !== '';) {
      const page = await types('audit', { deployment: 12, before: Number(more), count: 25 });
      told.push(...[...page.matchAll(/^#(\d+)/gm)].map(([, seq]) => Number(seq)));
      expect(page).toContain('greenroom audit verify --head 60:');
      more = /`\/audit deployment:12 before:(\d+)`/.exec(page)?.[1] ?? '';
    }
    expect(told).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
  });
});

describe('/why', () => {
  test('of an operation asks the worker for what stands in the way, and for nothing else', async () => {
    const { types, ledger } = world();
    expect(await types('why', { operation: 'promote' })).toContain('asked: why');
    expect(ledger.asked.map(({ intent }) => intent)).toMatchObject([
      { kind: 'plan', tier: 'production', of: { kind: 'promote' }, only: 'obstacles' },
    ]);
  });

  test('of a number says how it ended, which step failed, what serves and what to do', async () => {
    const { types, ledger } = world();
    ledger.put(
      view({
        number: 12,
        state: 'failed',
        code: 'migrate.failed',
        detail: 'it ended with 1',
        steps: [step('migrate', 'failed')],
        serving: { commit: commitB, number: 11 },
      }),
    );
    const said = await types('why', { deployment: 12 });
    expect(said).toMatch(
      /failed[\s\S]*migrate\.failed[\s\S]*it ended with 1[\s\S]*\*\*migrate\*\*[\s\S]*#11[\s\S]*Do now/,
    );
    expect(ledger.asked).toEqual([]);
  });

  test('of a long failure shows how its log ends, to those who may read logs; anybody else is told why all the same', async () => {
    const { types, ledger, roles } = world();
    const long = [
      ...Array.from({ length: 90 }, (_, index) => `added package ${String(index)}`),
      'x'.repeat(900),
      'boom',
    ];
    ledger.logs.set(`${view().id}/build`, `${long.join('\n')}\n`);
    ledger.put(view({ number: 12, state: 'failed', code: 'build.failed', steps: [step('build', 'failed')] }));
    expect(await types('why', { deployment: 12 })).toMatch(/added package 89\nx{199}…\nboom\n```/);
    expect(await types('why', { deployment: 12 })).not.toContain('added package 85');
    roles.mayReadLogs = false;
    const said = await types('why', { deployment: 12 });
    expect(said).toContain('build.failed');
    expect(said).not.toContain('boom');
  });

  test('of a card that waits says which guard says no, and what to do about it', async () => {
    const { types, ledger } = world();
    ledger.put(
      promotionView({
        number: 13,
        promotion: promotion({
          verdicts: [{ guard: 'not-locked', allowed: false, code: 'lock.in-force', detail: 'ana holds it' }],
        }),
      }),
    );
    expect(await types('why', { deployment: 13 })).toMatch(/Not locked:[\s\S]*ana holds it[\s\S]*lock\.in-force/);
  });

  test('with nothing named is about the newest deployment, or the newest where somebody looks', async () => {
    const { types, ledger } = world();
    expect(await refusedWith(types('why'))).toContain('deployment.not-found');
    ledger.put(view({ number: 12, environment: 'staging', state: 'failed', code: 'migrate.failed' }));
    ledger.put(promotionView({ number: 13 }));
    expect(await types('why')).toContain('#13');
    expect(await types('why', { environment: 'staging' })).toMatch(/#12[\s\S]*migrate\.failed/);
  });

  test('of a number that there is not is refused', async () => {
    const { types } = world();
    expect(await refusedWith(types('why', { deployment: 99 }))).toContain('deployment.not-found');
  });
});
