import { describe, expect, it } from 'vitest';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';

const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
const ben = { discordId: cast.ben, name: 'ben' };

async function goesToProduction(it: Stage, name: string): Promise<void> {
  await it.pushes(name);
  await it.promotes();
  await it.reacts('ben');
  expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf(name) } });
}

describe.each(['memory', 'postgres'] as const)('where the clock was an hour ahead and is set right, in %s', (on) => {
  it('what was deployed last is live, is what is promoted, and goes back to the one before it', async () => {
    const it = await stage(config, on);
    await goesToProduction(it, 'zero');
    it.clock.ahead = 3_600_000;
    await goesToProduction(it, 'one');
    it.clock.ahead = 0;
    await goesToProduction(it, 'two');
    const { ledger } = it.ledger;
    expect((await ledger.live('advent', 'production'))?.release.commit).toBe(shaOf('two'));
    expect((await ledger.verified('advent', 'staging'))?.release.commit).toBe(shaOf('two'));
    expect(await it.promotes()).toMatchObject({ code: 'release.already-live' });
    await it.wants({ ...production, kind: 'roll-back', actor: ben });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('a version that is not well is taken back to what served right before it', async () => {
    const it = await stage(config, on);
    it.clock.ahead = 3_600_000;
    await goesToProduction(it, 'one');
    it.clock.ahead = 0;
    await goesToProduction(it, 'two');
    it.world.sickIn.set(shaOf('three'), ['production']);
    await it.pushes('three');
    await it.promotes();
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'rolled-back' });
    expect(it.world.serving.production?.commit).toBe(shaOf('two'));
  });
});
