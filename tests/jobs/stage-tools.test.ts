import { describe, expect, it } from 'vitest';
import { isPlay } from '../../src/guards/index.ts';
import type { ToolWish } from '../../src/core/stage-tool.ts';
import { Life } from '../world/life.ts';
import { type Stage, cast, config, roles, shaOf, stage } from './stage.ts';

const staging = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
const cara = { discordId: cast.cara, name: 'cara' };
const hour = 3_600_000;

const seed: ToolWish = { kind: 'seed', actor: cara, input: { scenario: 'draw day' } };
const plays = (here: Stage, wish: ToolWish = seed) => here.wants({ ...staging, ...wish });

/** Staging serves something that is verified, and both apps have said what they are connected to. */
async function ready(on: 'memory' | 'postgres' | 'roles' = 'memory'): Promise<Stage> {
  const here = await stage(config, on);
  await here.pushes('one');
  await here.looksAround();
  return here;
}

const used = (here: Stage): readonly string[] =>
  here.world.effects.filter((effect) => isPlay((effect.split(' ')[0] ?? '') as never));
const auditOf = async (here: Stage, kind: string) =>
  (await here.ledger.views.audit('advent', {}, 100)).filter((line) => line.kind === kind);

describe.each(['memory', 'postgres', 'roles'] as const)('E4.2 E6.1–E6.4 a tester plays with staging (%s)', (on) => {
  it('is done once, is on the record, and staging’s evidence counts no more until it is verified again', async () => {
    const here = await ready(on);
    const { code, lines } = await plays(here);
    expect(code).toBe('request.done');
    expect(lines.join('\n')).toContain('Seeded “draw day”: 100 users.');
    expect(used(here)).toEqual(['seed staging']);
    const [ended] = await auditOf(here, 'stage.ended');
    expect(ended).toMatchObject({ actor: cast.cara, facts: { tool: 'seed', code: 'request.done' } });
    expect(await auditOf(here, 'stage.used')).toHaveLength(1);
    const view = await here.newest('staging');
    expect(view.played).toMatchObject({ cause: '/seed by cara', detail: 'draw day' });

    await here.promotes('ana');
    await here.reacts('ben');
    expect((await here.newest('production')).promotion?.verdicts).toContainEqual(
      expect.objectContaining({ allowed: false, code: 'evidence.stage-tool' }),
    );
    await here.wants({ ...staging, kind: 'verify', deployment: view.id, actor: cara });
    expect((await here.ledger.views.deployment(view.id))?.played).toBeUndefined();
    await here.evaluates();
    expect(here.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('E5.1 /reset shows what it would wipe, and its button carries out that and nothing else, once', async () => {
    const here = await ready(on);
    const asked = await plays(here, { kind: 'reset', actor: cara, input: { scenario: 'fresh' } });
    expect(asked.code).toBe('stage.confirm');
    expect(asked.lines.join('\n')).toMatch(/event@127\.0\.0\.1\/app[\s\S]*3 users/);
    expect(used(here)).toEqual([]);
    const shown = asked.confirms;
    if (shown?.verb !== 'reset') throw new Error('there is no button');
    const press = (planHash = shown.planHash) =>
      plays(here, {
        kind: 'reset',
        actor: cara,
        input: { scenario: 'fresh' },
        confirms: { planHash, request: 'the-request', expiresAt: shown.expiresAt },
      });
    expect((await press('another')).code).toBe('stage.plan-moved');
    expect((await press()).code).toBe('request.done');
    // A reset gives the same rows as before one: only the ledger knows that the button has served.
    here.app.rows = { users: 3 };
    expect((await press()).code).toBe('stage.confirmed-before');
    here.clock.ahead += hour;
    await here.looksAround();
    expect((await press()).code).toBe('stage.confirm-expired');
    expect(used(here)).toEqual(['reset staging']);
  });
});

describe('a worker that dies over a stage tool', () => {
  it.each(Array.from({ length: 70 }, (_, index) => index + 1))(
    'after %i half acts: it is done once, and its true end is told',
    async (halfActs) => {
      const here = await ready();
      const life = new Life();
      const doomed = await here.worker('staging', life);
      const id = await here.ledger.intents.append({ ...staging, ...seed });
      life.endsIn(halfActs);
      await Promise.race([doomed.handle(id), life.ended]);
      if (life.dead) {
        here.forgets(doomed.name);
        await here.workers.staging.handle(id);
      }
      expect(used(here)).toEqual(['seed staging']);
      expect(await here.ledger.ledger.intent(id)).toBe('ended');
      expect(await here.ledger.ledger.stage.open('advent', 'staging')).toEqual([]);
      const [end] = await auditOf(here, 'stage.ended');
      expect(end?.facts).toMatchObject({ state: 'done', code: 'request.done' });
    },
  );
});

describe('one at a time', () => {
  it('a stage tool is refused while a deployment is at work, and names it', async () => {
    const here = await ready();
    let answer: { code?: string; lines: readonly string[] } | undefined;
    here.world.during = { effect: 'switch staging', run: async () => void (answer = await plays(here)) };
    await here.pushes('two');
    expect(answer?.code).toBe('stage.busy');
    expect(answer?.lines.join()).toContain('Deployment #2');
    expect(used(here)).toEqual([]);
    expect((await plays(here)).code).toBe('request.done');
  });

  it('a push that comes during a stage tool waits, and goes on by itself at its end', async () => {
    const here = await ready();
    here.world.during = {
      effect: 'seed staging',
      run: async () => {
        await here.pushes('two');
        expect((await here.newest('staging')).state).toBe('waiting');
      },
    };
    expect((await plays(here)).code).toBe('request.done');
    expect(await here.newest('staging')).toMatchObject({ number: 2, state: 'succeeded' });
  });

  it('a push waits for a tool whose worker has died, too', async () => {
    const here = await ready();
    const life = new Life();
    const doomed = await here.worker('staging', life);
    const id = await here.ledger.intents.append({ ...staging, ...seed });
    here.world.during = { effect: 'seed staging', run: async () => life.endsIn(1) };
    await Promise.race([doomed.handle(id), life.ended]);
    here.forgets(doomed.name);
    await here.pushes('two');
    expect((await here.newest('staging')).state).toBe('waiting');
    await here.workers.staging.handle(id);
    expect(await here.newest('staging')).toMatchObject({ number: 2, state: 'succeeded' });
    expect(used(here)).toEqual(['seed staging']);
  });

  it('another stage tool is refused meanwhile', async () => {
    const here = await ready();
    let answer: { code?: string; lines: readonly string[] } | undefined;
    here.world.during = {
      effect: 'seed staging',
      run: async () => void (answer = await plays(here, { kind: 'clock', actor: cara, input: { clear: true } })),
    };
    await plays(here);
    expect(answer).toMatchObject({ code: 'stage.busy' });
    expect(answer?.lines.join()).toContain('/seed by cara');
  });

  it('who goes on right after an answer is not refused because the last owner is just letting go', async () => {
    const here = await ready();
    const { leases } = here.workers.staging.use.ledger;
    const acquire = leases.acquire.bind(leases);
    let tries = 0;
    Object.assign(leases, {
      acquire: (...of: Parameters<typeof acquire>) => {
        tries += 1;
        return tries === 1 ? Promise.resolve(undefined) : acquire(...of);
      },
    });
    expect((await plays(here)).code).toBe('request.done');
    expect(tries).toBeGreaterThan(1);
    Object.assign(leases, { acquire: () => Promise.resolve(undefined) });
    expect((await plays(here)).code).toBe('stage.busy');
    expect(used(here)).toEqual(['seed staging']);
  });

  it('who holds staging plays; others do not', async () => {
    const here = await ready();
    const mira = { discordId: cast.mira, name: 'mira' };
    await here.wants({ ...staging, kind: 'lock', actor: mira, reason: 'the jury is here', takeOver: false });
    expect((await plays(here)).code).toBe('lock.in-force');
    expect((await plays(here, { ...seed, actor: mira })).code).toBe('request.done');
    expect(used(here)).toEqual(['seed staging']);
  });
});

describe('what takes long', () => {
  it('is followed to its end, and how far it has come is kept for whoever waits', async () => {
    const here = await ready('postgres');
    here.app.slow = 12;
    const told: unknown[] = [];
    const { ledger } = here.workers.staging.use;
    const progress = ledger.stage.progress.bind(ledger.stage);
    Object.assign(ledger.stage, {
      progress: async (id: string, how: object) => {
        told.push(how);
        await progress(id, how as never);
      },
    });
    const began = here.clock.now();
    const wait = here.clock.wait.bind(here.clock);
    Object.assign(here.clock, {
      wait: (milliseconds: number, signal?: AbortSignal) => {
        here.clock.ahead += Math.min(milliseconds, 900);
        return wait(1, signal);
      },
    });
    expect((await plays(here)).code).toBe('request.done');
    expect(here.clock.now() - began).toBeGreaterThan(2_000);
    expect(told.length).toBeGreaterThan(1);
    expect(used(here)).toEqual(['seed staging']);
  });

  it('is not said to be done where the app never says so', async () => {
    const here = await ready();
    here.app.slow = Number.POSITIVE_INFINITY;
    const wait = here.clock.wait.bind(here.clock);
    Object.assign(here.clock, {
      wait: (milliseconds: number, signal?: AbortSignal) => {
        if (milliseconds === 900) here.clock.ahead += 60_000;
        return wait(1, signal);
      },
    });
    expect((await plays(here)).code).toBe('stage.end-unknown');
  });
});

describe('what the app refuses', () => {
  it('is told with its words, and nothing was changed', async () => {
    const here = await ready();
    here.app.refuses.set('seed', { code: 'stage.marker-production', detail: 'found production’s marker' });
    const { code, lines } = await plays(here);
    expect(code).toBe('stage.marker-production');
    expect(lines[0]).toBe('found production’s marker');
    expect(used(here)).toEqual([]);
  });

  it('nobody answers: it is told, and it is not tried behind people’s backs', async () => {
    const here = await ready();
    here.app.away = true;
    const wait = here.clock.wait.bind(here.clock);
    Object.assign(here.clock, {
      wait: (milliseconds: number, signal?: AbortSignal) => {
        if (milliseconds === 900) here.clock.ahead += 60_000;
        return wait(1, signal);
      },
    });
    expect((await plays(here)).code).toBe('stage.end-unknown');
    here.app.away = false;
    expect(used(here)).toEqual([]);
    expect((await plays(here)).code).toBe('request.done');
  });
});

describe('E9.4 production has none of it', () => {
  const wishes: readonly ToolWish[] = [
    seed,
    {
      kind: 'reset',
      actor: cara,
      input: { scenario: 'fresh' },
      confirms: { planHash: '{}', request: 'r', expiresAt: Infinity },
    },
    { kind: 'undo-reset', actor: cara, input: {} },
    { kind: 'unlock-day', actor: cara, input: { day: 1 } },
    { kind: 'complete', actor: cara, input: { user: 'ana', mode: 'normal' } },
    { kind: 'clock', actor: cara, input: { by: hour } },
    { kind: 'simulate', actor: cara, input: {} },
    { kind: 'draw', actor: cara, input: {} },
  ];
  it.each(wishes)('$kind is refused by either worker, whatever the wish says of its tier', async (wish) => {
    const here = await ready();
    await here.promotes('ana');
    await here.reacts('ben');
    here.world.members.set(cast.cara, { id: cast.cara, name: 'cara', bot: false, roleIds: Object.values(roles) });
    for (const place of [production, { ...production, tier: 'staging' } as const])
      expect((await here.wants({ ...place, ...wish })).code).toBe('environment.production-refused');
    expect(used(here)).toEqual([]);
  });
});
