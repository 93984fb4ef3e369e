import { describe, expect, it } from 'vitest';
import { alert } from '../../src/bot/cards/alert.ts';
import { card } from '../../src/bot/cards/card.ts';
import { read } from '../bot/cards/read.ts';
import {
  aWorkerDies,
  aWorkerGoesOn,
  aWorkerInAHurryGoesOn,
  beforeTheFall,
  doneToProduction,
  isSick,
} from './ladder-stage.ts';
import { type Stage, cast, roles, shaOf } from './stage.ts';

const short = (name: string): string => shaOf(name).slice(0, 7);

/** The page that is sent for the newest change to production, with the times taken out. */
async function page(it: Stage): Promise<string> {
  const view = await it.newest('production');
  const made = alert(view, {}, roles.releaseManager, undefined);
  return made === undefined ? '(nobody is paged)' : withoutTimes(read(made.drawn));
}
const withoutTimes = (text: string): string =>
  text.replace(/<t:\d+:(\w)>/g, '<$1>').replace(/· (under 1 s|\d+ s)$/gm, '· …');
const wish = { kind: 'roll-back', project: 'advent', environment: 'production', tier: 'production' } as const;
const ben = { discordId: cast.ben, name: 'ben' };

describe('each rung of the ladder', () => {
  it('well after the restart: the new version stays, and nobody is paged', async () => {
    const it = await beforeTheFall();
    isSick(it, 'two');
    it.world.during = { effect: 'restart production', run: async () => it.world.sickIn.clear() };
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
    expect(doneToProduction(it).slice(-3)).toEqual(['migrate two', 'switch two', 'restart two']);
    expect(await page(it)).toBe('(nobody is paged)');
    expect((await it.ledger.ledger.verified('advent', 'production'))?.release.commit).toBe(shaOf('two'));
  });

  it('back after a bad check, and the page says that production is fine and what was tried', async () => {
    const it = await beforeTheFall();
    isSick(it, 'two');
    await aWorkerGoesOn(it);
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
    expect(doneToProduction(it).slice(-4)).toEqual(['migrate two', 'switch two', 'restart two', 'roll-back one']);
    const said = await page(it);
    expect(said).toContain(`<@&${roles.releaseManager}>`);
    expect(said).toContain(
      `**Production is fine.** It is back on \`${short('one')}\` (#2), checked from outside <T> (<R>).`,
    );
    expect(said).toContain('**Do now:** nothing is urgent.');
    expect(said.split('**What was tried**\n')[1]?.split('\n').slice(0, 6)).toEqual([
      '<T> ✅ migrated the database · …',
      `<T> ✅ switched to \`${short('two')}\` · …`,
      '<T> ❌ checked: api: /healthz answers 500 · …',
      '<T> ❌ restarted the same version · checked: api: /healthz answers 500 · …',
      `<T> ✅ went back to \`${short('one')}\` · …`,
      '<T> ✅ checked: well · …',
    ]);
    expect(said).toMatch(/\*\*Services\*\* as seen <R>\n✅ api: well, serves `[0-9a-f]{12}`/);
    const shown = withoutTimes(read(card(await it.newest('production'))));
    expect(shown).toContain('**Production is fine.**');
    expect(shown).toContain('went to production and was taken back');
  });

  it.each([
    ['mixed', { ok: false, code: 'switch.mixed', detail: 'web could not be taken back', retry: false }],
    ['broken on the way', { ok: false, code: 'step.broken', detail: 'the host went away', retry: true }],
  ] as const)('back after a switch that was %s; there is nothing to restart', async (_, answer) => {
    const it = await beforeTheFall();
    it.world.answers.set(`switch production ${short('two')}`, answer);
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'rolled-back', code: answer.code });
    const done = doneToProduction(it);
    expect(done.at(-1)).toBe('roll-back one');
    expect(done.some((one) => one.startsWith('restart'))).toBe(false);
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it.each([
    ['mixed', { ok: false, code: 'switch.mixed', detail: 'web could not be taken back', retry: false }, 'switch.mixed'],
    ['not well', { ok: false, code: 'switch.unhealthy', detail: 'not yet', retry: false }, 'step.deadline'],
  ] as const)('back after a switch that ran out of time and then says “%s”', async (_, answer, code) => {
    const it = await beforeTheFall();
    it.world.answers.set(`switch production ${short('two')}`, answer);
    await aWorkerInAHurryGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'rolled-back', code });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('a switch that says it changed nothing is not followed by a way back', async () => {
    const it = await beforeTheFall();
    it.world.switchFails.add(shaOf('two'));
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'failed', code: 'switch.unhealthy' });
    expect(doneToProduction(it).at(-1)).toBe('switch two');
    expect(await page(it)).toContain(
      `**Production:** goes on serving \`${short('one')}\` (#2); the new version never took over.`,
    );
  });

  it('nothing to go back to: the page says so, and that nobody is mending it', async () => {
    const it = await beforeTheFall({ first: true });
    isSick(it, 'one');
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'failed', code: 'verify.unhealthy' });
    expect(doneToProduction(it)).toEqual(['migrate one', 'switch one', 'restart one']);
    const said = await page(it);
    expect(said).toMatch(/^❌ \*\*Production is not well\*\* · /);
    expect(said).toContain('**Production is not well.** Nobody is mending it by itself.');
    expect(said).toContain('there is no earlier version to go back to');
    expect(said).toContain('⏭ nothing to go back to');
  });

  it.each([
    ['cannot be started', 'going back failed: it never became healthy'],
    ['is not well either', 'checked: api: /healthz answers 500'],
  ] as const)('the version before %s: people are called, and nothing more is tried', async (how, line) => {
    const it = await beforeTheFall();
    isSick(it, 'two');
    if (how === 'cannot be started') it.world.switchFails.add(shaOf('one'));
    else isSick(it, 'one');
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'failed', code: 'deployment.roll-back-failed' });
    const done = doneToProduction(it);
    expect(done.filter((one) => one.startsWith('roll-back'))).toEqual(['roll-back one']);
    const said = await page(it);
    expect(said).toContain('**Production is not well.** Nobody is mending it by itself.');
    expect(said).toContain(line);
    expect(said).toContain('use /rollback');
    expect(read(card(await it.newest('production')))).toContain(
      '**Production is not well.** Nobody is mending it by itself.',
    );
    await aWorkerGoesOn(it);
    expect(doneToProduction(it)).toEqual(done);
    // Nothing on the ladder destroys anything.
    const kinds = new Set(done.map((one) => one.split(' ')[0]));
    expect(kinds).toEqual(new Set(['migrate', 'switch', 'restart', 'roll-back']));
  });
});

describe('where it goes back to', () => {
  it('is what ran before, also where people had gone back to that on purpose', async () => {
    const it = await beforeTheFall();
    await aWorkerGoesOn(it);
    await it.wants({ ...wish, actor: ben });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
    isSick(it, 'three');
    await it.pushes('three');
    await it.promotes();
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'rolled-back' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('by /rollback after a way back that failed is the version that people want back, not the one before it', async () => {
    const it = await beforeTheFall({ on: 'postgres' });
    isSick(it, 'two');
    it.world.switchFails.add(shaOf('one'));
    await aWorkerGoesOn(it);
    expect(it.world.serving.production?.commit).toBe(shaOf('two'));
    it.world.switchFails.clear();
    expect(await it.wants({ ...wish, actor: ben })).toMatchObject({ code: 'request.accepted' });
    expect(await it.newest('production')).toMatchObject({ kind: 'rollback', state: 'succeeded' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });
});

describe('a card whose place another one takes', () => {
  it('says which commit was verified meanwhile, and its approvals do not go over to the new one', async () => {
    const it = await beforeTheFall({ on: 'postgres' });
    const old = await it.newest('production');
    await it.pushes('three');
    await it.promotes();
    const struck = await it.ledger.views.deployment(old.id);
    const moved = `a newer commit was verified: ${short('two')} → ${short('three')}`;
    expect(struck).toMatchObject({ state: 'superseded', code: 'card.moved' });
    expect(struck?.detail).toContain(moved);
    if (struck !== undefined) expect(read(card(struck))).toContain(`**What moved:** ${moved}`);
    await it.evaluates();
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });
});

describe('a rollback that somebody asks for', () => {
  it('says on its card which changes leave production, by whom', async () => {
    const it = await beforeTheFall({ on: 'postgres' });
    await aWorkerGoesOn(it);
    await it.wants({ ...wish, actor: ben });
    const view = await it.newest('production');
    expect(view.leavesProduction).toMatchObject({ from: shaOf('two'), more: 0, returns: 0 });
    expect(view.leavesProduction?.commits.map(({ commit }) => commit)).toEqual([shaOf('two')]);
    expect(read(card(view))).toContain('**1 change** by ana left production.');
  });

  it('does not wait for a history that cannot be read', async () => {
    const it = await beforeTheFall();
    await aWorkerGoesOn(it);
    it.world.historyAway = true;
    expect(await it.wants({ ...wish, actor: ben })).toMatchObject({ code: 'request.accepted' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
    expect(read(card(await it.newest('production')))).toContain('Which changes go away with it is not known');
  });
});

describe('it never cascades', () => {
  const rungs = ['switch', 'verify', 'restart', 'roll-back', 'verify-roll-back'] as const;
  const deaths = rungs.flatMap((rung) => (['before', 'after'] as const).map((when) => [when, rung] as const));

  it.each(deaths)(
    'a worker that dies %s the effect of “%s”: the next one goes on with the same ladder',
    async (when, rung) => {
      const it = await beforeTheFall();
      isSick(it, 'two');
      expect(await aWorkerDies(it, rung, when)).toBe(true);
      await aWorkerGoesOn(it);
      const view = await it.newest('production');
      expect(view).toMatchObject({ number: 4, state: 'rolled-back', code: 'verify.unhealthy' });
      expect(it.world.serving.production?.commit).toBe(shaOf('one'));
      const back = doneToProduction(it).filter((one) => one.startsWith('roll-back'));
      expect(new Set(back)).toEqual(new Set(['roll-back one']));
      expect(back.length).toBe(when === 'after' && rung === 'roll-back' ? 2 : 1);
      expect(view.steps.filter((step) => step.name === 'roll-back')).toHaveLength(1);
    },
  );

  it.each([
    ['before', 'roll-back'],
    ['after', 'roll-back'],
    ['before', 'verify-roll-back'],
    ['after', 'verify-roll-back'],
  ] as const)(
    'a worker that dies %s the effect of “%s”, where nothing gets well: people are called',
    async (when, rung) => {
      const it = await beforeTheFall();
      isSick(it, 'two');
      isSick(it, 'one');
      expect(await aWorkerDies(it, rung, when)).toBe(true);
      await aWorkerGoesOn(it);
      expect(await it.newest('production')).toMatchObject({ number: 4, code: 'deployment.roll-back-failed' });
      const done = doneToProduction(it);
      expect(done.filter((one) => one.startsWith('roll-back')).every((one) => one === 'roll-back one')).toBe(true);
      await aWorkerGoesOn(it);
      expect(doneToProduction(it)).toEqual(done);
      expect(await it.ledger.ledger.waiting('advent', 'production')).toBeUndefined();
    },
  );
});
