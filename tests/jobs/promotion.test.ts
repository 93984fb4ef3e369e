import { describe, expect, it } from 'vitest';
import { cast, config, roles, shaOf, stage } from './stage.ts';

describe.each(['roles', 'memory'] as const)('a promotion, on a ledger in %s', (on) => {
  it('takes the very digests that staging verified to production when another release manager approves', async () => {
    const it = await stage(config, on);
    const staged = await it.pushes('one');
    expect(await it.promotes('ana')).toMatchObject({ code: 'request.accepted' });
    expect(it.world.serving.production).toBeUndefined();
    await it.reacts('ben');
    const view = await it.newest('production');
    expect(view).toMatchObject({ state: 'succeeded', kind: 'promotion' });
    expect(view.artifacts).toEqual(staged.artifacts);
    expect(it.world.serving.production?.digest).toBe(it.world.serving.staging?.digest);
    expect(it.world.builds).toBe(1);
  });

  it.each([
    ['nobody who may has reacted', 'cara', 'approval.missing'],
    ['somebody without any role reacted', 'dan', 'approval.missing'],
  ] as const)('waits while %s', async (_, who, code) => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    await it.reacts(who);
    const view = await it.newest('production');
    expect(view.state).toBe('waiting');
    expect(view.promotion?.verdicts.filter((verdict) => !verdict.allowed)).toMatchObject([{ code }]);
    expect(it.world.effects.some((effect) => effect.includes('production'))).toBe(false);
  });

  it('is not approved by who asked for it', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ben');
    await it.reacts('ben');
    expect((await it.newest('production')).promotion?.verdicts.find((verdict) => !verdict.allowed)).toMatchObject({
      code: 'approval.self',
    });
    await it.reacts('mira');
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it.each([
    ['approved', '✅'],
    ['vetoed', '❌'],
  ] as const)('that is taken back just as it is %s ends once, and the next one goes', async (_, emoji) => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    const { use } = it.workers.production;
    const { id } = await it.newest('production');
    const { gate } = use;
    const consider: typeof gate.consider = async (...asked) => {
      const said = await gate.consider(...asked);
      await use.ledger.move(id, 'cancel', { code: 'deployment.cancelled', detail: 'by ana' });
      return said;
    };
    Object.assign(use, { gate: { ...gate, consider } });
    await it.reacts('mira', emoji);
    Object.assign(use, { gate });
    expect(await it.newest('production')).toMatchObject({ state: 'cancelled', code: 'deployment.cancelled' });
    expect(it.world.effects.some((effect) => effect.includes('production'))).toBe(false);
    await it.promotes();
    await it.reacts('ben');
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it('ends with one ❌ of a release manager, whoever else said yes', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    it.world.discordAway = true;
    await it.reacts('ben');
    it.world.discordAway = false;
    await it.reacts('mira', '❌');
    expect(await it.newest('production')).toMatchObject({ state: 'cancelled', code: 'approval.vetoed' });
  });

  it('does not count a role that was taken away between reaction and decision', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    it.world.discordAway = true;
    await it.reacts('ben');
    it.world.discordAway = false;
    it.world.members.set(cast.ben, { id: cast.ben, name: 'ben', bot: false, roleIds: [roles.tester] });
    await it.evaluates();
    expect((await it.newest('production')).state).toBe('waiting');
  });

  it('is refused to who lost the role after asking', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ana');
    it.world.members.set(cast.ana, { id: cast.ana, name: 'ana', bot: false, roleIds: [] });
    await it.reacts('ben');
    expect((await it.newest('production')).promotion?.verdicts.find((verdict) => !verdict.allowed)).toMatchObject({
      code: 'actor.not-allowed',
    });
  });

  it('is void when staging has verified something else meanwhile; the new card wants its own approval', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    await it.pushes('two');
    await it.reacts('ben');
    expect(it.world.serving.production).toBeUndefined();
  });

  it('does nothing while Discord does not say who reacted', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    it.world.discordAway = true;
    await it.reacts('ben');
    expect((await it.newest('production')).state).toBe('waiting');
    it.world.discordAway = false;
    await it.evaluates();
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it('does nothing while it is not known what runs in production', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    it.world.unreadable = 'production';
    await it.reacts('ben');
    expect((await it.newest('production')).promotion?.verdicts.find((verdict) => !verdict.allowed)).toMatchObject({
      guard: 'target-is-readable',
      code: 'state.unknown',
    });
  });

  it('expires', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    it.clock.ahead = 25 * 3_600_000;
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'cancelled', code: 'card.expired' });
  });

  it('is refused where a force-push left production with something that is not part of it', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    await it.reacts('ben');
    it.world.branch.length = 0;
    await it.pushes('other');
    await it.promotes();
    await it.reacts('ben');
    expect((await it.newest('production')).promotion?.verdicts.find((verdict) => !verdict.allowed)).toMatchObject({
      code: 'release.downgrade',
    });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });
});

describe.each(['roles', 'memory'] as const)('production that is not well, on a ledger in %s', (on) => {
  async function second(sick: boolean) {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    await it.reacts('ben');
    if (sick) it.world.sickIn.set(shaOf('two'), ['production']);
    await it.pushes('two');
    await it.promotes();
    await it.reacts('ben');
    return it;
  }
  it('is restarted once, then taken back to the digest before, and verified', async () => {
    const it = await second(true);
    const view = await it.newest('production');
    expect(view).toMatchObject({ state: 'rolled-back', code: 'verify.unhealthy' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
    expect(
      it.world.effects
        .filter((effect) => effect.includes('production'))
        .slice(-4)
        .map((effect) => effect.split(' ')[0]),
    ).toEqual(['migrate', 'switch', 'restart', 'roll-back']);
    expect((await it.ledger.ledger.live('advent', 'production'))?.release.commit).toBe(shaOf('one'));
  });
  it('is left to people where the way back fails, and nothing more is tried', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes();
    await it.reacts('ben');
    it.world.sickIn.set(shaOf('two'), ['production']);
    await it.pushes('two');
    await it.promotes();
    it.world.switchFails.add(shaOf('one'));
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'failed', code: 'deployment.roll-back-failed' });
  });
  it('goes back by /rollback, without order and quorum, but not for everybody', async () => {
    const it = await second(false);
    const wish = { kind: 'roll-back', project: 'advent', environment: 'production', tier: 'production' } as const;
    expect(await it.wants({ ...wish, actor: { discordId: cast.ana, name: 'ana' } })).toMatchObject({
      code: 'actor.not-allowed',
    });
    expect(await it.wants({ ...wish, actor: { discordId: cast.ben, name: 'ben' } })).toMatchObject({
      code: 'request.accepted',
    });
    expect(await it.newest('production')).toMatchObject({ kind: 'rollback', state: 'succeeded' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });
  it('/plan shows each guard and does nothing', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    const before = it.world.effects.length;
    const { lines } = await it.wants({
      kind: 'plan',
      project: 'advent',
      environment: 'production',
      tier: 'production',
      of: { kind: 'promote', actor: { discordId: cast.dan, name: 'dan' } },
    });
    expect(lines.join('\n')).toMatch(
      /✗ actor-may[\s\S]*✓ verified-in-staging[\s\S]*✗ approval-matches-card[\s\S]*Nothing was done/,
    );
    expect(it.world.effects.length).toBe(before);
    expect(await it.ledger.ledger.waiting('advent', 'production')).toBeUndefined();
  });
});
