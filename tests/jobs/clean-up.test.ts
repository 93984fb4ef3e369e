import { expect, test } from 'vitest';
import type { Leftover } from '../../src/core/leftover.ts';
import { type Stage, cast, config, stage } from './stage.ts';

const where = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const hour = 3_600_000;
const suite = (it: Stage): Leftover => ({
  id: 'm1',
  what: 'machine m1: suite integration, stopped',
  since: it.clock.now() - 5 * hour,
});
const byHand: Leftover = { id: 'm2', what: 'machine m2: started by hand, stopped' };

const asks = (it: Stage, who: keyof typeof cast, shown?: string, expiresIn = hour) =>
  it.wants({
    kind: 'clean-up',
    ...where,
    actor: { discordId: cast[who], name: who },
    ...(shown === undefined ? {} : { confirms: { shown, expiresAt: it.clock.now() + expiresIn } }),
  });

/** What the button under the answer would ask for. */
async function offered(it: Stage): Promise<string> {
  const [row] = (await it.ledger.projections.due('discord', 100, 1)).filter(({ kind }) => kind === 'reply');
  const outcome = row === undefined ? undefined : (await it.ledger.views.request(row.subject))?.outcome;
  return (outcome?.confirms?.verb === 'clean-up' && outcome.confirms.shown) || 'no button';
}

async function shown(it: Stage): Promise<string> {
  const { id } = await it.ledger.intents.ask(
    { kind: 'clean-up', ...where, actor: { discordId: cast.ana, name: 'ana' } },
    {
      interactionId: Math.random().toString(),
      applicationId: '1',
      token: 't',
      channelId: '1',
      userId: cast.ana,
      at: 1,
    },
  );
  await it.workers.staging.handle(id);
  return offered(it);
}

async function staged(on: 'memory' | 'postgres' | 'roles' = 'memory'): Promise<Stage> {
  const it = await stage(config, on);
  await it.pushes('one');
  it.world.leftovers = [suite(it), byHand];
  return it;
}

test('R4.4 what is left is listed with its age, and nothing is removed by looking', async () => {
  const it = await staged();
  const { code, lines } = await asks(it, 'ana');
  expect(code).toBe('request.done');
  expect(lines).toEqual([
    'Nothing needs these 2 things in staging:',
    'machine m1: suite integration, stopped, 5 hours old',
    'machine m2: started by hand, stopped',
  ]);
  expect(it.world.leftovers).toHaveLength(2);
  expect(it.world.effects.filter((effect) => effect.startsWith('clean-up'))).toEqual([]);
});

test.each(['memory', 'postgres', 'roles'] as const)(
  'R4.4 the button removes what was shown, and it goes on record (%s)',
  async (on) => {
    const it = await staged(on);
    expect(await asks(it, 'ana', await shown(it))).toMatchObject({ code: 'request.done', lines: ['2 removed'] });
    expect(it.world.leftovers).toEqual([]);
    const lines = await it.ledger.views.audit('advent', {}, 5);
    expect(lines.map(({ kind, actor }) => `${kind} ${actor ?? ''}`)).toEqual(
      expect.arrayContaining([`gate.allowed ${cast.ana}`, `clean-up.done ${cast.ana}`]),
    );
    expect(await asks(it, 'ana')).toMatchObject({ lines: [expect.stringContaining('Nothing is left')] });
  },
);

test('R4.4 where something came or went meanwhile nothing is removed', async () => {
  const it = await staged();
  const button = await shown(it);
  it.world.leftovers = [byHand, { id: 'm3', what: 'machine m3: suite integration, started' }];
  expect(await asks(it, 'ana', button)).toMatchObject({ code: 'clean-up.moved' });
  expect(it.world.leftovers).toHaveLength(2);
  // The twin: the new list has a button of its own.
  expect(await asks(it, 'ana', await shown(it))).toMatchObject({ code: 'request.done' });
});

test('R4.4 ten minutes after it was shown nothing is removed', async () => {
  const it = await staged();
  const button = await shown(it);
  expect(await asks(it, 'ana', button, 0)).toMatchObject({ code: 'stage.confirm-expired' });
  expect(it.world.leftovers).toHaveLength(2);
  expect(await asks(it, 'ana', button)).toMatchObject({ code: 'request.done' });
  expect(it.world.leftovers).toEqual([]);
});

test('R4.4 not while a deployment is at work there', async () => {
  const it = await staged();
  const button = await shown(it);
  const { leases } = (await it.worker('staging')).use.ledger;
  const lease = await leases.acquire({ project: 'advent', name: 'staging' });
  expect(await asks(it, 'ana', button)).toMatchObject({ code: 'lease.held' });
  expect(it.world.leftovers).toHaveLength(2);
  if (lease !== undefined) await leases.release(lease);
  expect(await asks(it, 'ana', button)).toMatchObject({ code: 'request.done' });
});

test('R4.4 also where nothing was ever deployed: it brings nothing, so there is no release to compare', async () => {
  const it = await stage(config);
  it.world.leftovers = [byHand];
  expect(await asks(it, 'ana', await shown(it))).toMatchObject({ code: 'request.done' });
  expect(it.world.leftovers).toEqual([]);
});

test.each(['staging', 'production'] as const)(
  'R4.4 C5 production is never cleaned up, whoever is told of it (%s)',
  async (worker) => {
    const it = await staged();
    await it.promotes('ana');
    await it.reacts('ben');
    for (const shownThere of [undefined, '0123456789abcdef']) {
      const id = await it.ledger.intents.append({
        kind: 'clean-up',
        project: 'advent',
        environment: 'production',
        tier: worker,
        actor: { discordId: cast.mira, name: 'mira' },
        ...(shownThere === undefined ? {} : { confirms: { shown: shownThere, expiresAt: it.clock.now() + hour } }),
      });
      await it.workers[worker].handle(id);
    }
    expect(it.world.effects.filter((effect) => effect.startsWith('clean-up'))).toEqual([]);
    expect(it.world.leftovers).toHaveLength(2);
  },
);
