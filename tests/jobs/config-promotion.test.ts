import { describe, expect, it } from 'vitest';
import { followConfig } from '../../src/jobs/follow-config.ts';
import { Life } from '../world/life.ts';
import { dies } from '../world/memory-ledger/open.ts';
import { emptyShelf } from '../world/memory-ledger/shelf.ts';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';
import { TurningClock } from './stage-cast.ts';
import { doneToProduction } from './ladder-stage.ts';

const signal = new AbortController().signal;
const before = { 'api.GREETING': 'print' };
const after = { 'api.GREETING': 'print', 'api.PRIZES': 'on' };

async function withProduction(on: Parameters<typeof stage>[1]): Promise<Stage> {
  const it = await stage(config, on);
  await it.pushes('one');
  await it.promotes();
  await it.reacts('ben');
  it.world.effects.length = 0;
  return it;
}

const refusalsOf = async (it: Stage) =>
  ((await it.newest('production')).promotion?.verdicts ?? []).flatMap((verdict) =>
    verdict.allowed ? [] : [verdict.code],
  );

describe.each(['roles', 'memory'] as const)('production, whose config was changed, on a ledger in %s', (on) => {
  it('is not touched by that: a card names the keys, with the digests that run there', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    const card = await it.newest('production');
    expect(card).toMatchObject({
      state: 'waiting',
      kind: 'promotion',
      configChange: ['api.PRIZES'],
      promotion: { plan: { configKeys: ['api.PRIZES'], commits: [], commit: shaOf('one') } },
    });
    expect(card.requestedBy).toBeUndefined();
    expect(it.world.effects).toEqual([]);
    expect(JSON.stringify(card.promotion?.plan.configKeys)).not.toContain('on"');
  });

  it('gets it when a release manager approves, with the artifacts that run there, and is verified', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    await it.evaluates();
    expect(await refusalsOf(it)).toEqual(['approval.missing']);
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded' });
    expect(it.world.given.production).toEqual(after);
    expect(it.world.builds).toBe(1);
    await it.looksAtConfig('production');
    expect((await it.newest('production')).number).toBe(3);
  });

  it('is asked about by itself while staging has newer code, tested or not: that is another question', async () => {
    const it = await withProduction(on);
    await it.pushes('two');
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('one') } });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('keeps its values where a release manager says no, and is not asked about the same again', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    await it.reacts('ben', '❌');
    for (let round = 0; round < 3; round += 1) await it.looksAtConfig('production');
    expect(await it.newest('production')).toMatchObject({ number: 3, state: 'cancelled', code: 'approval.vetoed' });
    expect(it.world.given.production).toEqual(before);
    // Somebody who may promote can ask again.
    expect(await it.promotes()).toMatchObject({ code: 'request.accepted' });
    await it.reacts('ben');
    expect(it.world.given.production).toEqual(after);
  });

  it('voids the card when a value changes again under the same name, and wants its own approval', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    it.world.discordAway = true;
    await it.reacts('ben');
    it.world.discordAway = false;
    it.world.config.production = { ...after, 'api.PRIZES': 'doubled' };
    await it.evaluates();
    expect(await it.newest('production')).toMatchObject({ number: 4, state: 'waiting' });
    expect((await it.ledger.views.deploymentByNumber('advent', 3))?.state).toBe('superseded');
    expect(it.world.given.production).toEqual(before);
    await it.reacts('ben');
    expect(it.world.given.production).toEqual({ ...after, 'api.PRIZES': 'doubled' });
  });

  it('takes the card away when the config is again what runs there', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    it.world.config.production = { ...before };
    await it.evaluates();
    expect(await it.newest('production')).toMatchObject({ state: 'cancelled', code: 'config.nothing-changed' });
  });

  it('goes back to the earlier values where it is not well with the new ones; the version is no bad one for that', async () => {
    const it = await withProduction(on);
    it.world.badValues.add('on');
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'rolled-back', code: 'verify.unhealthy' });
    expect(it.world.given.production).toEqual(before);
    expect(doneToProduction(it)).toEqual(['migrate one', 'switch one', 'restart one', 'roll-back one']);
    expect(await it.ledger.ledger.badVersions.standing('advent', 'production')).toEqual([]);
    // Not asked again by itself, until somebody mends it.
    await it.looksAtConfig('production');
    expect((await it.newest('production')).number).toBe(3);
    it.world.config.production = { ...after, 'api.PRIZES': 'mended' };
    await it.looksAtConfig('production');
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ number: 4, state: 'succeeded' });
  });

  it('is asked about once where two workers see it at once', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    const other = await it.worker('production');
    await Promise.all([followConfig(it.workers.production.use, signal), followConfig(other.use, signal)]);
    await it.looksAtConfig('production');
    expect(await it.newest('production')).toMatchObject({ number: 3, state: 'waiting' });
  });

  it('is not asked about again by a worker that saw it and comes to act only after people have answered', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    const { use } = await it.worker('production');
    const wait: typeof use.ledger.wait = async (wanted) => {
      await it.looksAtConfig('production');
      await it.reacts('ben', '❌');
      return use.ledger.wait(wanted);
    };
    await followConfig({ ...use, ledger: { ...use.ledger, wait } }, signal);
    expect(await it.newest('production')).toMatchObject({ number: 3, state: 'cancelled' });
  });

  it('waits for the end of a lock, as any change of production', async () => {
    const it = await withProduction(on);
    it.world.config.production = { ...after };
    await it.looksAtConfig('production');
    const about = { project: 'advent', environment: 'production', tier: 'production' } as const;
    const mira = { discordId: cast.mira, name: 'mira' };
    await it.wants({ kind: 'lock', ...about, actor: mira, reason: 'counting prizes', takeOver: false });
    await it.reacts('ben');
    expect(await refusalsOf(it)).toEqual(['lock.in-force']);
    await it.wants({ kind: 'unlock', ...about, actor: mira, reason: '' });
    await it.evaluates().catch(() => undefined);
    expect(it.world.given.production).toEqual(after);
  });
});

describe('a config card that was approved', () => {
  it('is brought once or taken back, whenever the worker dies in the middle', async () => {
    let ends = 0;
    for (let acts = 1; acts < 400; acts += 7) {
      const clock = new TurningClock(Date.now());
      const shelf = emptyShelf(clock);
      const it = await withProduction({ shelf, clock });
      it.world.config.production = { ...after };
      await it.looksAtConfig('production');
      it.world.discordAway = true;
      await it.reacts('ben');
      it.world.discordAway = false;
      const life = new Life();
      const doomed = await it.worker('production', life);
      life.endsIn(acts);
      await Promise.race([doomed.drive('production'), life.ended]);
      if (life.dead) {
        dies(shelf, doomed.name);
        ends += 1;
      }
      const next = await it.worker('production');
      await next.drive('production');
      await followConfig(next.use, signal);
      const newest = await it.newest('production');
      expect(newest, `died after ${acts} half acts`).toMatchObject({ number: 3, state: 'succeeded' });
      expect(it.world.given.production).toEqual(after);
    }
    expect(ends).toBeGreaterThan(10);
  });
});
