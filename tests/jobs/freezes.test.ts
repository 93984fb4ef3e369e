import { describe, expect, it } from 'vitest';
import { aMinutePasses, approvedPromotion, effectsThere, hour, refusals, rule, stageWith } from './freeze-stage.ts';
import { shaOf } from './stage.ts';

describe('a promotion that everybody approved', () => {
  it('waits in a freeze of the config, which alone refuses it, and goes by itself within a minute of its end', async () => {
    const it = await stageWith({ freezes: [rule('weekend', -1, 5)] });
    const view = await approvedPromotion(it);
    expect(view.state).toBe('waiting');
    expect(refusals(view)).toMatchObject([
      {
        guard: 'not-frozen',
        code: 'freeze.active',
        detail: expect.stringMatching(/^until .*Z: rule “weekend” \(because/),
      },
    ]);
    it.clock.ahead = 4 * hour;
    await aMinutePasses(it);
    expect(effectsThere(it)).toEqual([]);
    it.clock.ahead = 5 * hour;
    await aMinutePasses(it);
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('goes at once where the same freeze is over, or yet to come', async () => {
    const it = await stageWith({ freezes: [rule('weekend', -5, -1), rule('christmas', 5, 9)] });
    expect(await approvedPromotion(it)).toMatchObject({ state: 'succeeded' });
  });

  it('waits outside of what is open, and goes when it opens', async () => {
    const it = await stageWith({ open: [rule('office-hours', 2, 6)] });
    expect(refusals(await approvedPromotion(it))).toMatchObject([
      { code: 'freeze.active', detail: expect.stringContaining('outside of the windows') },
    ]);
    it.clock.ahead = 3 * hour;
    await aMinutePasses(it);
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it('waits where a freeze lies over an open window: the freeze wins', async () => {
    const it = await stageWith({ open: [rule('office-hours', -2, 6)], freezes: [rule('draw', -1, 1)] });
    expect(refusals(await approvedPromotion(it))).toMatchObject([{ code: 'freeze.active' }]);
    it.clock.ahead = 2 * hour;
    await aMinutePasses(it);
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it('waits where a rule of the config cannot be evaluated', async () => {
    const never = { name: 'never', reason: 'x', starts: '0 0 30 2 *', ends: '0 0 * * *' };
    const it = await stageWith({ freezes: [never] });
    expect(refusals(await approvedPromotion(it))).toMatchObject([
      { guard: 'not-frozen', code: 'freeze.unreadable', detail: 'rule “never”: 0 0 30 2 * never happens' },
    ]);
    expect(effectsThere(it)).toEqual([]);
  });
});
