import { describe, expect, it } from 'vitest';
import { followConfig } from '../../src/jobs/follow-config.ts';
import { Life } from '../world/life.ts';
import { dies } from '../world/memory-ledger/open.ts';
import { emptyShelf } from '../world/memory-ledger/shelf.ts';
import { cast, config, shaOf, stage } from './stage.ts';
import { TurningClock } from './stage-cast.ts';

const signal = new AbortController().signal;

describe.each(['roles', 'memory'] as const)('staging, whose config was changed, on a ledger in %s', (on) => {
  it('R2.4 is deployed again by itself with the same commit, tested again, and its card says which key', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.config.staging = { 'api.GREETING': 'another', 'api.LOG_LEVEL': 'debug' };
    await it.looksAtConfig('staging');
    expect(await it.newest('staging')).toMatchObject({
      number: 2,
      state: 'succeeded',
      commit: { commit: shaOf('one') },
      configChange: ['api.GREETING', 'api.LOG_LEVEL'],
    });
    expect(it.world.given.staging).toEqual(it.world.config.staging);
    expect(it.world.builds).toBe(1);
    expect(it.world.effects.filter((effect) => effect.startsWith('exercise'))).toHaveLength(2);
  });

  it('R2.4 is left alone where nothing changed, however often it is looked at', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    for (let round = 0; round < 3; round += 1) await it.looksAtConfig('staging');
    expect((await it.newest('staging')).number).toBe(1);
  });

  it('R2.4 is deployed once where two workers see it at once', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.config.staging = { 'api.GREETING': 'another' };
    const other = await it.worker('staging');
    await Promise.all([followConfig(it.workers.staging.use, signal), followConfig(other.use, signal)]);
    await it.workers.staging.drive('staging');
    await it.looksAtConfig('staging');
    expect(await it.newest('staging')).toMatchObject({ number: 2, state: 'succeeded' });
  });

  it('R2.4 is deployed once where a worker that saw it comes to act only after another has brought it', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.config.staging = { 'api.GREETING': 'another' };
    const { use } = await it.worker('staging');
    const wait: typeof use.ledger.wait = async (wanted) => {
      await it.looksAtConfig('staging');
      return use.ledger.wait(wanted);
    };
    await followConfig({ ...use, ledger: { ...use.ledger, wait } }, signal);
    await it.workers.staging.drive('staging');
    expect(await it.newest('staging')).toMatchObject({ number: 2, state: 'succeeded' });
  });

  it('does not go round in circles with a config that does not work: it fails once, and its mending is brought', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.badValues.add('broken');
    it.world.config.staging = { 'api.GREETING': 'broken' };
    for (let round = 0; round < 3; round += 1) await it.looksAtConfig('staging');
    expect(await it.newest('staging')).toMatchObject({ number: 2, state: 'failed' });
    expect(it.world.given.staging).toEqual({ 'api.GREETING': 'print' });
    it.world.config.staging = { 'api.GREETING': 'mended' };
    for (let round = 0; round < 3; round += 1) await it.looksAtConfig('staging');
    expect(await it.newest('staging')).toMatchObject({ number: 3, state: 'succeeded' });
  });

  it('brings the config as it is then where it waits for a lock and is changed once more meanwhile', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    const about = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
    const ben = { discordId: cast.ben, name: 'ben' };
    await it.wants({ kind: 'lock', ...about, actor: ben, reason: 'trying something', takeOver: false });
    it.world.config.staging = { 'api.GREETING': 'second' };
    await it.looksAtConfig('staging');
    it.world.config.staging = { 'api.GREETING': 'second', 'api.LOG_LEVEL': 'third' };
    await it.looksAtConfig('staging');
    expect(await it.newest('staging')).toMatchObject({ number: 2, state: 'waiting', code: 'lock.in-force' });
    await it.wants({ kind: 'unlock', ...about, actor: ben, reason: '' });
    await it.looksAtConfig('staging');
    expect(await it.newest('staging')).toMatchObject({ number: 2, state: 'succeeded' });
    expect(it.world.given.staging).toEqual(it.world.config.staging);
  });

  it('is left alone by a copy whose prints were made with another key, since they tell it nothing', async () => {
    const it = await stage(config, on);
    it.world.config.staging = { '(key)': 'ours', 'api.GREETING': 'print' };
    await it.pushes('one');
    it.world.config.staging = { '(key)': 'theirs', 'api.GREETING': 'printed otherwise' };
    await it.looksAtConfig('staging');
    expect((await it.newest('staging')).number).toBe(1);
  });

  it('is not started again where somebody cancelled', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    const { ledger } = it.workers.staging.use;
    await ledger.wait({
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      kind: 'deployment',
      commit: { commit: shaOf('two'), subject: 'x', author: 'ana', at: 1 },
      urls: {},
      steps: [],
      configPrint: { 'api.GREETING': 'print' },
    });
    await ledger.move((await it.newest('staging')).id, 'cancel', { code: 'deployment.cancelled' });
    it.world.config.staging = { 'api.GREETING': 'another' };
    await it.looksAtConfig('staging');
    expect((await it.newest('staging')).state).toBe('cancelled');
  });
});

describe('staging, whose config was changed', () => {
  it('R2.4 follows it once, whenever the worker dies between seeing it and having brought it', async () => {
    for (let acts = 1; acts < 60; acts += 1) {
      const clock = new TurningClock(Date.now());
      const shelf = emptyShelf(clock);
      const it = await stage(config, { shelf, clock });
      await it.pushes('one');
      it.world.config.staging = { 'api.GREETING': 'another' };
      const life = new Life();
      const doomed = await it.worker('staging', life);
      life.endsIn(acts);
      const work = (async () => {
        await followConfig(doomed.use, signal);
        await doomed.drive('staging');
      })();
      await Promise.race([work, life.ended]);
      if (life.dead) dies(shelf, doomed.name);
      const next = await it.worker('staging');
      await followConfig(next.use, signal);
      await next.drive('staging');
      await followConfig(next.use, signal);
      await next.drive('staging');
      const history = await it.ledger.views.history('advent', 'staging', 10);
      expect(
        history.map(({ state }) => state),
        `died after ${acts} half acts`,
      ).toEqual(['succeeded', 'succeeded']);
      expect(it.world.given.staging).toEqual({ 'api.GREETING': 'another' });
    }
  });
});
