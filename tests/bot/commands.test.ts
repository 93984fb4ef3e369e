import { describe, expect, test } from 'vitest';
import { commands } from '../../src/bot/commands/index.ts';
import { components } from '../../src/bot/components/index.ts';
import type { Asking } from '../../src/bot/parts.ts';
import type { RoleName } from '../../src/core/may.ts';
import { may, mayTable } from '../../src/core/may.ts';
import { config, ids } from './world/config.ts';
import { commitB, promotionView, view } from './world/view.ts';
import { askingWorld as world, refusedWith } from './world/asking.ts';

describe('every command', () => {
  test('keeps to Discord’s limits, is in the server alone, and is seen by everybody', () => {
    const many = { advent: ['production'], shop: ['production-eu'] };
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

  test('can be used for each app, also where there are more than Discord takes as choices: then they are offered', async () => {
    const names = Array.from({ length: 26 }, (_, index) => `app-${String(index)}`);
    const several = Object.fromEntries(names.map((name) => [name, ['production']]));
    const { offered } = world(several);
    for (const command of commands) {
      const project = command.data(config(several)).options?.find(({ name }) => name === 'project');
      expect(project).toMatchObject({ autocomplete: true });
      expect(JSON.stringify(project)).not.toContain('choices');
      expect(await offered(command.name, 'project', '25')).toEqual(['app-25']);
    }
  });

  test('offers where before it is said which app', async () => {
    const { offered } = world({ advent: ['production'], shop: ['production-eu'] });
    expect(await offered('deploy', 'environment', '')).toEqual(['staging']);
    expect(await offered('lock', 'environment', 'prod')).toEqual(['production', 'production-eu']);
    expect(await offered('lock', 'environment', 'prod', { project: 'advent' })).toEqual(['production']);
  });

  test('that needs to know which app says so, and names no app that nobody named', async () => {
    const { types } = world({ advent: ['production'], shop: ['production'] });
    const said = await refusedWith(types('deploy'));
    expect(said).toBe('environment.unknown: Say which project. Projects: advent, shop.');
    expect(await refusedWith(types('deploy', { project: 'x' }))).toContain('There is no project “x”.');
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

  test('take no name for production but its own', async () => {
    const { types, ledger } = world();
    const of = (environment: string) => types('plan', { operation: 'promote', environment });
    expect(await refusedWith(of('staging'))).toBe(
      'environment.unknown: There is no “staging” here. Offered: production.',
    );
    await of('production');
    expect(ledger.asked[0]?.intent).toMatchObject({ kind: 'plan', environment: 'production' });
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
