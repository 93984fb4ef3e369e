import { describe, expect, it } from 'vitest';
import { aWorkerDies, aWorkerGoesOn, beforeTheFall, doneToProduction } from './ladder-stage.ts';
import { type Stage, cast, shaOf } from './stage.ts';

const actor = (who: keyof typeof cast) => ({ discordId: cast[who], name: who });
const locks = async (it: Stage, who: keyof typeof cast): Promise<void> =>
  void (await it.ledger.ledger.locks.take(
    {
      project: 'advent',
      environment: 'production',
      reason: 'hands off',
      by: actor(who),
      expiresAt: it.clock.now() + 1e6,
    },
    false,
  ));
const losesTheRole = (it: Stage, who: keyof typeof cast): void =>
  void it.world.members.set(cast[who], { id: cast[who], name: who, bot: false, roleIds: [] });

/** The next switch of production stands still until it is let go. */
function stopsInTheSwitch(it: Stage): { readonly reached: Promise<void>; readonly goesOn: () => void } {
  const [reached, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  it.world.during = {
    effect: 'switch production',
    run: () => {
      reached.resolve();
      return goesOn.promise;
    },
  };
  return { reached: reached.promise, goesOn: () => goesOn.resolve() };
}

describe.each(['memory', 'postgres'] as const)(
  'a promotion whose worker dies over the switch, on a ledger in %s',
  (on) => {
    it('is taken back where who approved it has lost the role since: nobody says that the old version serves while the new one does', async () => {
      const it = await beforeTheFall({ on });
      expect(await aWorkerDies(it, 'switch', 'after')).toBe(true);
      expect(it.world.serving.production?.commit).toBe(shaOf('two'));
      losesTheRole(it, 'ben');
      await aWorkerGoesOn(it);
      const view = await it.newest('production');
      expect(view).toMatchObject({ state: 'rolled-back', code: 'approval.missing', serving: { commit: shaOf('one') } });
      expect(it.world.serving.production?.commit).toBe(shaOf('one'));
    });

    it('is no bad version for that, and may be approved anew', async () => {
      const it = await beforeTheFall({ on });
      await aWorkerDies(it, 'switch', 'after');
      losesTheRole(it, 'ben');
      await aWorkerGoesOn(it);
      expect(await it.ledger.ledger.badVersions.standing('advent', 'production')).toEqual([]);
      await it.promotes();
      await it.reacts('mira');
      expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
    });

    it('is taken back where the switch does not work at its second start: the first one may have changed a part', async () => {
      const it = await beforeTheFall({ on });
      await aWorkerDies(it, 'switch', 'after');
      it.world.switchFails.add(shaOf('two'));
      await aWorkerGoesOn(it);
      expect(await it.newest('production')).toMatchObject({ state: 'rolled-back', code: 'switch.unhealthy' });
      expect(it.world.serving.production?.commit).toBe(shaOf('one'));
      expect(await it.ledger.ledger.badVersions.standing('advent', 'production')).toHaveLength(1);
    });
  },
);

type Happens = (it: Stage) => Promise<void>;
const newerIsVerified: Happens = async (it) => {
  await it.pushes('three');
};
const hoursPass =
  (hours: number): Happens =>
  async (it) => {
    it.clock.ahead += hours * 3_600_000;
  };
const caraPlays: Happens = (it) =>
  it.ledger.ledger.endEvidence('advent', 'staging', { cause: '/seed by cara', detail: 'small' });
const miraLocks: Happens = (it) => locks(it, 'mira');

describe('a promotion that has begun to change production goes on to its end', () => {
  it.each<[string, Happens]>([
    ['staging verifies a newer commit', newerIsVerified],
    ['the card’s time runs out', hoursPass(25)],
    ['the evidence grows too old', hoursPass(100)],
    ['somebody plays with staging', caraPlays],
  ])('while %s', async (_, happens) => {
    const it = await beforeTheFall();
    it.world.during = { effect: 'migrate production', run: () => happens(it) };
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
    expect(doneToProduction(it).slice(-2)).toEqual(['migrate two', 'switch two']);
  });

  it.each([
    ['a migration broke off and is tried again', 'breaks off'],
    ['a worker died over the migration', 'dies'],
  ] as const)('where %s, and somebody takes a lock meanwhile', async (_, how) => {
    const it = await beforeTheFall();
    if (how === 'breaks off')
      it.world.during = {
        effect: 'migrate production',
        run: async () => {
          await locks(it, 'mira');
          throw new Error('the connection was cut');
        },
      };
    else {
      await aWorkerDies(it, 'migrate', 'after');
      await locks(it, 'mira');
    }
    await aWorkerGoesOn(it);
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
  });

  it.each<[string, string, Happens]>([
    ['staging verifies a newer commit', 'release.not-verified', newerIsVerified],
    ['the card’s time runs out', 'card.expired', hoursPass(25)],
    ['somebody takes a lock', 'lock.in-force', miraLocks],
  ])('the twin: before its first effect it does not begin where %s', async (_, code, happens) => {
    const it = await beforeTheFall();
    await happens(it);
    await aWorkerGoesOn(it);
    const view = await it.newest('production');
    expect([view.code, ...(view.promotion?.verdicts ?? []).map((one) => (one.allowed ? '' : one.code))]).toContain(
      code,
    );
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });
});

describe.each(['memory', 'postgres'] as const)('/cancel of a promotion that waits, on a ledger in %s', (on) => {
  it('which begins before the answer is written down is refused, and the promotion goes on to its end', async () => {
    const it = await beforeTheFall({ on });
    const { id } = await it.newest('production');
    const slow = await it.worker('production');
    const { views } = slow.use.ledger;
    let begun: Promise<void> | undefined;
    // It looks at the card; before it acts, another worker has begun and is in the middle of the switch.
    const deployment: typeof views.deployment = async (of) => {
      const seen = await views.deployment(of);
      if (begun !== undefined) return seen;
      begun = aWorkerGoesOn(it);
      await switching.reached;
      return seen;
    };
    const switching = stopsInTheSwitch(it);
    Object.assign(slow.use.ledger, { views: { ...views, deployment } });
    const about = { project: 'advent', environment: 'production', tier: 'production' } as const;
    const wish = await it.ledger.intents.append({ ...about, kind: 'cancel', deployment: id, actor: actor('mira') });
    await slow.handle(wish);
    switching.goesOn();
    await begun;
    expect(await it.newest('production')).toMatchObject({ id, state: 'succeeded' });
    expect(it.world.serving.production?.commit).toBe(shaOf('two'));
  });
});
