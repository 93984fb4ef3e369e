import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { components } from '../../src/bot/components/index.ts';
import type { Asking } from '../../src/bot/parts.ts';
import type { AuditLine } from '../../src/ports/views.ts';
import { Refused } from '../../src/bot/refused.ts';
import type { RoleName } from '../../src/core/may.ts';
import { may, mayTable } from '../../src/core/may.ts';
import { read } from './cards/read.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';
import { at, commitB, promotion, promotionView, step, view } from './world/view.ts';

function world(projects?: Readonly<Record<string, readonly string[]>>) {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const log = memoryLog();
  const asking: Asking = {
    config: config(projects),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock,
    log,
    actor: { discordId: '100000000000000001', name: 'Ana' },
    request: {
      interactionId: 'i1',
      applicationId: 'app',
      token: 'tok',
      channelId: ids.deployments,
      userId: '100000000000000001',
      at: clock.now(),
    },
  };
  const types = async (name: string, options: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const command = commands.find((known) => known.name === name);
    if (!command) throw new Error(`no command ${name}`);
    const { drawn, file } = await command.run(asking, options);
    return [read(drawn), ...(file ? [`(file ${file.name})`] : [])].join('\n');
  };
  const offered = async (name: string, option: string, typed: string, others = {}): Promise<(string | number)[]> =>
    ((await commands.find((known) => known.name === name)?.complete(asking, option, typed, others)) ?? []).map(
      ({ value }) => value,
    );
  return { ledger, asking, log, types, offered };
}

/** The code with which it was refused. */
async function refusedWith(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'was not refused';
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

describe('every command', () => {
  test('keeps to Discord’s limits, is in the server alone, and is seen by everybody', () => {
    const many = { advent: ['production', 'production-eu'], shop: ['production'] };
    for (const given of [config(), config(many)]) {
      const data = commands.map((command) => command.data(given));
      expect(new Set(data.map(({ name }) => name)).size).toBe(commands.length);
      for (const command of data) {
        expect(command.name).toMatch(/^[a-z-]{1,32}$/);
        expect(command.description.length).toBeLessThanOrEqual(100);
        expect(command.default_member_permissions).toBeUndefined();
        expect(command.contexts).toEqual([0]);
        const needed = (command.options ?? []).map((option) => 'required' in option && option.required === true);
        expect(needed).toEqual(needed.toSorted((a, b) => Number(b) - Number(a)));
        expect(JSON.stringify(command).length).toBeLessThan(8_000);
      }
    }
  });

  test('has a project option only where there are several', () => {
    const names = (given: ReturnType<typeof config>): string[] =>
      commands.flatMap((command) => (command.data(given).options ?? []).map(({ name }) => name));
    expect(names(config())).not.toContain('project');
    expect(
      names(config({ one: ['production'], two: ['production'] })).filter((name) => name === 'project').length,
    ).toBe(commands.length);
  });

  test.each(Object.entries(mayTable))('%s may be done by exactly the roles of the table', (action, who) => {
    const names: RoleName[] = ['tester', 'deployer', 'releaseManager'];
    for (const name of names) {
      const allowed = may([ids[name]], config().discord.roles, action as keyof typeof mayTable);
      expect(allowed).toBe(who.includes(name) || who.includes('anyone'));
    }
  });
});

describe('/deploy', () => {
  test('asks for the head of the branch, and tells staging’s worker', async () => {
    const { types, ledger } = world();
    expect(`\n${await types('deploy')}\n`).toMatchInlineSnapshot(`
      "
      🕒 asked: deploy
      Deploy the head of its branch to staging.
      It is recorded; the answer comes here.
      "
    `);
    expect(ledger.asked[0]?.intent).toEqual({
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      kind: 'deploy',
      actor: { discordId: '100000000000000001', name: 'Ana' },
    });
    expect(ledger.asked[0]?.request?.interactionId).toBe('i1');
    expect(ledger.queued).toEqual([{ queue: 'staging', id: 'intent-1' }]);
  });

  test.each(['production', 'Production ', 'PROD', 'prod'])('refuses %j in words and asks nothing', async (typed) => {
    const { types, ledger } = world();
    expect(await refusedWith(types('deploy', { environment: typed }))).toContain('environment.production-refused');
    expect(ledger.asked).toEqual([]);
  });

  test('refuses a production of another name too', async () => {
    const { types } = world({ advent: ['live'] });
    expect(await refusedWith(types('deploy', { environment: 'live' }))).toContain('environment.production-refused');
  });

  test('never offers production', async () => {
    const { offered } = world();
    expect(await offered('deploy', 'environment', '')).toEqual(['staging']);
    expect(await offered('deploy', 'environment', 'prod')).toEqual([]);
  });

  test('takes a commit as people copy it, and refuses what is none', async () => {
    const { types, ledger } = world();
    await types('deploy', { commit: ` ${commitB.slice(0, 7).toUpperCase()} ` });
    expect(ledger.asked[0]?.intent).toMatchObject({ commit: 'bbbbbbb' });
    for (const commit of ['HEAD', '--upload-pack=x', 'main', '$(id)', 'abc']) {
      expect(await refusedWith(types('deploy', { commit }))).toContain('request.malformed');
    }
    expect(ledger.asked.length).toBe(1);
  });

  test('is asked also while the queue is away; the sweep takes it up', async () => {
    const { types, ledger, log } = world();
    ledger.queueIsAway = true;
    expect(await types('deploy')).toContain('asked');
    expect(ledger.asked.length).toBe(1);
    expect(log.lines.join()).toContain('the sweep will');
  });

  test('fails where the ledger is away: nothing was recorded, so nothing is promised', async () => {
    const { types, ledger } = world();
    ledger.ledgerIsAway = true;
    await expect(types('deploy')).rejects.toThrow('the ledger is away');
  });

  test('wants the project where there are several', async () => {
    const { types, ledger } = world({ advent: ['production'], shop: ['production'] });
    expect(await refusedWith(types('deploy'))).toContain('environment.unknown');
    await types('deploy', { project: 'shop' });
    expect(ledger.asked[0]?.intent).toMatchObject({ project: 'shop', environment: 'staging' });
    expect(await refusedWith(types('deploy', { project: 'constructor' }))).toContain('environment.unknown');
  });
});

describe('/promote, /rollback and /plan', () => {
  test('ask production’s worker', async () => {
    const { types, ledger } = world();
    await types('promote');
    await types('rollback');
    await types('plan', { operation: 'rollback' });
    expect(ledger.asked.map(({ intent }) => [intent.kind, intent.tier])).toEqual([
      ['promote', 'production'],
      ['roll-back', 'production'],
      ['plan', 'production'],
    ]);
    expect(ledger.queued.map(({ queue }) => queue)).toEqual(['production', 'production', 'production']);
  });

  test('plan of a deployment goes to staging, and never names production', async () => {
    const { types, ledger, offered } = world();
    await types('plan', { operation: 'deploy' });
    expect(ledger.asked[0]?.intent).toMatchObject({ tier: 'staging', of: { kind: 'deploy' } });
    expect(await refusedWith(types('plan', { operation: 'deploy', environment: 'production' }))).toContain(
      'environment.production-refused',
    );
    expect(await offered('plan', 'environment', '', { operation: 'deploy' })).toEqual(['staging']);
    expect(await offered('plan', 'environment', '', { operation: 'promote' })).toEqual(['production']);
  });

  test('plan takes along what the command would be given, and asks nobody for a reason', async () => {
    const { types, ledger } = world();
    ledger.put(view({ number: 12 }));
    await types('plan', { operation: 'deploy', commit: '1A2B3C4' });
    await types('plan', { operation: 'cancel', deployment: 12 });
    await types('plan', { operation: 'lock', environment: 'staging' });
    expect(ledger.asked.map(({ intent }) => intent)).toMatchObject([
      { kind: 'plan', of: { kind: 'deploy', commit: '1a2b3c4' } },
      { kind: 'plan', of: { kind: 'cancel', deployment: view({ number: 12 }).id } },
      { kind: 'plan', tier: 'staging', of: { kind: 'lock' } },
    ]);
    expect(await refusedWith(types('plan', { operation: 'cancel' }))).toContain('request.malformed');
    expect(await refusedWith(types('plan', { operation: 'cancel', deployment: 99 }))).toContain('deployment.not-found');
    expect(await refusedWith(types('plan', { operation: 'lock' }))).toContain('environment.unknown');
  });

  test('want the environment only where there are several productions', async () => {
    const { types, ledger } = world({ advent: ['production', 'production-eu'] });
    expect(await refusedWith(types('promote'))).toContain('production, production-eu');
    await types('promote', { environment: 'production-eu' });
    expect(ledger.asked[0]?.intent).toMatchObject({ environment: 'production-eu' });
  });
});

describe('/cancel and its button', () => {
  test('ask for the deployment’s own worker', async () => {
    const { types, ledger } = world();
    ledger.put(view());
    ledger.put(promotionView());
    await types('cancel', { deployment: 12 });
    await types('cancel', { deployment: 13 });
    expect(ledger.asked.map(({ intent }) => [intent.kind, intent.tier])).toEqual([
      ['cancel', 'staging'],
      ['cancel', 'production'],
    ]);
  });

  test('refuse what is not there or has ended', async () => {
    const { types, ledger, offered } = world();
    ledger.put(view({ state: 'succeeded' }));
    ledger.put(view({ id: 'running', number: 14 }));
    expect(await refusedWith(types('cancel', { deployment: 99 }))).toContain('deployment.not-found');
    expect(await refusedWith(types('cancel', { deployment: 12 }))).toContain('deployment.already-ended');
    expect(await offered('cancel', 'deployment', '')).toEqual([14]);
  });
});

describe('the Promote button', () => {
  const press = (asking: Asking): Promise<unknown> =>
    components.find(({ verb }) => verb === 'promote')?.run(asking, view({ state: 'succeeded' })) ??
    Promise.reject(new Error());

  test('of what staging runs asks like /promote', async () => {
    const { ledger, asking } = world();
    ledger.put(view({ state: 'succeeded' }));
    await press(asking);
    expect(ledger.asked[0]?.intent).toMatchObject({ kind: 'promote', environment: 'production' });
  });

  test('of an older card is refused: a newer commit would go instead', async () => {
    const { ledger, asking } = world();
    ledger.put(view({ state: 'succeeded' }));
    ledger.put(view({ id: 'newer', number: 20, state: 'succeeded' }));
    expect(await refusedWith(press(asking))).toContain('card.moved: staging now runs #20, not #12.');
    expect(ledger.asked).toEqual([]);
  });
});

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
    expect(await types('audit', { deployment: 99 })).toContain('There is no line about that.');
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
