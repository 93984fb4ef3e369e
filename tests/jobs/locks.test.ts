import { describe, expect, it } from 'vitest';
import type { Intent } from '../../src/core/intent.ts';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';

type Who = keyof typeof cast;
type Place = 'staging' | 'production';
const about = (place: Place) => ({ project: 'advent', environment: place, tier: place }) as const;
const actor = (who: Who) => ({ discordId: cast[who], name: who });

const locks = (it: Stage, who: Who, place: Place, more: Partial<Extract<Intent, { kind: 'lock' }>> = {}) =>
  it.wants({ kind: 'lock', ...about(place), actor: actor(who), reason: 'the jury is here', takeOver: false, ...more });
const unlocks = (it: Stage, who: Who, place: Place) =>
  it.wants({ kind: 'unlock', ...about(place), actor: actor(who), reason: 'done' });
const blocked = async (it: Stage) =>
  (await it.newest('production')).promotion?.verdicts.flatMap((one) => (one.allowed ? [] : [one.code]));

describe.each(['memory'] as const)('a lock, on a ledger in %s', (on) => {
  it('alone keeps a promotion out that has everything else, and lets it go when it ends', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ana');
    expect(await locks(it, 'mira', 'production')).toMatchObject({ code: 'request.done' });
    await it.reacts('ben');
    expect(await blocked(it)).toEqual(['lock.in-force']);
    expect(it.world.serving.production).toBeUndefined();
    expect(await unlocks(it, 'mira', 'production')).toMatchObject({ code: 'request.done' });
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded' });
  });

  it('lets in what its owner asks for', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await locks(it, 'ana', 'production');
    await it.promotes('ana');
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded' });
  });

  it('makes a push wait, also its owner’s own, says for whom, and loses nothing', async () => {
    const it = await stage(config, on);
    await locks(it, 'ana', 'staging');
    const waiting = await it.pushes('one');
    expect(waiting).toMatchObject({ state: 'waiting', code: 'lock.in-force' });
    expect(waiting.detail).toMatch(/^ana holds it until .*: the jury is here$/);
    await it.pushes('two');
    expect(it.world.builds).toBe(0);
    await unlocks(it, 'ana', 'staging');
    expect(await it.newest('staging')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
    expect((await it.newest('staging')).contains).toEqual([shaOf('one')]);
  });

  it('ends by itself; what waited is found at the next look', async () => {
    const it = await stage(config, on);
    await locks(it, 'ana', 'staging', { lasts: 3_600_000 });
    expect(await it.pushes('one')).toMatchObject({ state: 'waiting' });
    it.clock.ahead = 3_600_001;
    await it.workers.staging.drive('staging');
    expect(await it.newest('staging')).toMatchObject({ state: 'succeeded' });
  });

  it('refuses /deploy to everybody but its owner', async () => {
    const it = await stage(config, on);
    it.commits('one');
    await locks(it, 'ana', 'staging');
    const deploys = (who: Who) => it.wants({ kind: 'deploy', ...about('staging'), actor: actor(who) });
    expect(await deploys('ben')).toMatchObject({ code: 'lock.in-force' });
    expect(await deploys('ana')).toMatchObject({ code: 'request.accepted' });
    expect(await it.newest('staging')).toMatchObject({ state: 'succeeded' });
  });

  it('is one person’s: another is told whose, and only a release manager takes it over or ends it', async () => {
    const it = await stage(config, on);
    await locks(it, 'ana', 'staging');
    expect((await locks(it, 'ben', 'staging')).lines.join()).toMatch(/ana holds it/);
    expect(await locks(it, 'ben', 'staging', { takeOver: true })).toMatchObject({ code: 'request.done' });
    expect(await locks(it, 'ana', 'staging', { takeOver: true })).toMatchObject({ code: 'actor.not-allowed' });
    expect(await unlocks(it, 'ana', 'staging')).toMatchObject({ code: 'lock.not-yours' });
    expect(await unlocks(it, 'mira', 'staging')).toMatchObject({ code: 'request.done' });
    expect(await unlocks(it, 'mira', 'staging')).toMatchObject({ code: 'lock.none' });
    expect(await locks(it, 'dan', 'staging')).toMatchObject({ code: 'actor.not-allowed' });
  });

  it('that cannot be read blocks', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ana');
    const { locks: real } = it.workers.production.use.ledger;
    const unread = { ...real, inForce: () => Promise.reject(new Error('permission denied for table locks')) };
    Object.assign(it.workers.production.use.ledger, { locks: unread });
    await it.reacts('ben');
    expect(await blocked(it)).toEqual(['lock.unreadable']);
    Object.assign(it.workers.production.use.ledger, { locks: real });
    await it.evaluates();
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded' });
  });

  it('does not stop what has begun, nor the way back', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ana');
    await it.reacts('ben');
    await it.pushes('two');
    await it.promotes('ana');
    it.world.during = {
      effect: 'migrate production',
      run: async () =>
        void (await it.ledger.ledger.locks.take(
          { ...about('production'), reason: 'too late', by: actor('mira'), expiresAt: it.clock.now() + 60_000 },
          false,
        )),
    };
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
    await it.wants({ kind: 'roll-back', ...about('production'), actor: actor('ben') });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });
});

describe.each(['roles', 'memory'] as const)(
  'a version that production was taken back from, on a ledger in %s',
  (on) => {
    async function takenBack(): Promise<Stage> {
      const it = await stage(config, on);
      await it.pushes('one');
      await it.promotes();
      await it.reacts('ben');
      it.world.sickIn.set(shaOf('two'), ['production']);
      await it.pushes('two');
      await it.promotes();
      await it.reacts('ben');
      expect(await it.newest('production')).toMatchObject({ state: 'rolled-back' });
      return it;
    }
    const clears = (it: Stage, who: Who, version: number) =>
      it.wants({ kind: 'clear', ...about('production'), actor: actor(who), version, reason: 'the provider was down' });

    it('is not promoted again, and a fix waits until somebody has looked', async () => {
      const it = await takenBack();
      const bad = await it.newest('production');
      expect(await it.promotes()).toMatchObject({ code: 'release.known-bad' });
      await it.pushes('fix');
      await it.promotes();
      await it.reacts('ben');
      expect(await blocked(it)).toEqual(['lock.in-force']);
      expect(await unlocks(it, 'ben', 'production')).toMatchObject({ code: 'lock.bad-version' });
      expect(await clears(it, 'ana', bad.number)).toMatchObject({ code: 'actor.not-allowed' });
      expect(await clears(it, 'ben', 4711)).toMatchObject({ code: 'release.not-bad' });
      expect(await clears(it, 'ben', bad.number)).toMatchObject({ code: 'request.done' });
      expect(it.world.serving.production?.commit).toBe(shaOf('fix'));
    });

    it('may go there again once it is cleared', async () => {
      const it = await takenBack();
      await clears(it, 'mira', (await it.newest('production')).number);
      it.world.sickIn.clear();
      expect(await it.promotes()).toMatchObject({ code: 'request.accepted' });
      await it.reacts('ben');
      expect(await it.newest('production')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
    });

    it('alone stands in the way of a card that was posted before', async () => {
      const it = await stage(config, on);
      await it.pushes('one');
      await it.promotes();
      const card = await it.newest('production');
      const { badVersions } = it.workers.production.use.ledger;
      const digests = card.artifacts.map(({ service, digest }) => `${service}=${digest}`).join();
      const mark = { id: '1', ...about('production'), digests, commit: '', number: 7, detail: '', at: 1 } as const;
      const standing = () => Promise.resolve([{ ...mark, code: 'verify.unhealthy' as const }]);
      Object.assign(it.workers.production.use.ledger, { badVersions: { ...badVersions, standing } });
      await it.reacts('ben');
      expect(await blocked(it)).toEqual(['release.known-bad']);
    });
  },
);
