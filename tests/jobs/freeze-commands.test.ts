import { describe, expect, it } from 'vitest';
import { createDriver } from '../../src/jobs/drive.ts';
import {
  aMinutePasses,
  approvedPromotion,
  by,
  effectsThere,
  freezes,
  freezesMeanwhile,
  hour,
  production,
  refusals,
  rule,
  stageWith,
  unfreezes,
} from './freeze-stage.ts';
import { cast, roles, shaOf } from './stage.ts';

describe('/freeze', () => {
  it('by a release manager stops what is approved, and /unfreeze lets it go at once', async () => {
    const it = await stageWith();
    expect(await freezes(it, 'mira', 3)).toMatchObject({
      code: 'request.done',
      lines: [
        expect.stringMatching(/^production of advent is frozen until .*Z\.$/),
        'A rollback goes through a freeze.',
      ],
    });
    const view = await approvedPromotion(it);
    expect(refusals(view)).toMatchObject([
      { code: 'freeze.active', detail: expect.stringContaining('mira (the show is tonight)') },
    ]);
    expect(await unfreezes(it, 'ben')).toMatchObject({
      code: 'request.done',
      lines: [expect.stringContaining('Lifted: mira')],
    });
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it('ends by itself', async () => {
    const it = await stageWith();
    await freezes(it, 'mira', 3);
    await approvedPromotion(it);
    it.clock.ahead = 3 * hour - 60_000;
    await aMinutePasses(it);
    expect((await it.newest('production')).state).toBe('waiting');
    it.clock.ahead = 3 * hour;
    await aMinutePasses(it);
    expect((await it.newest('production')).state).toBe('succeeded');
  });

  it('appears on a card that waits already', async () => {
    const it = await stageWith();
    await it.pushes('one');
    await it.promotes('ana');
    await freezes(it, 'mira', 3);
    expect(refusals(await it.newest('production'))).toMatchObject([
      { code: 'freeze.active' },
      { code: 'approval.missing' },
    ]);
  });

  it('in the middle of a promotion lets it go on to its end, and says so', async () => {
    const it = await stageWith();
    let answer: readonly string[] = [];
    it.world.during = {
      effect: 'migrate production',
      run: async () => void (answer = await freezesMeanwhile(it, 'mira')),
    };
    expect(await approvedPromotion(it)).toMatchObject({ state: 'succeeded' });
    expect(effectsThere(it).map((effect) => effect.split(' ')[0])).toEqual(['migrate', 'switch']);
    expect(answer.join('\n')).toContain('it goes on to its end');
    await it.pushes('two');
    await it.promotes('ana');
    await it.reacts('ben');
    expect(refusals(await it.newest('production'))).toMatchObject([{ code: 'freeze.active' }]);
  });

  it('in the middle of a first effect that breaks off lets it be tried again: nobody knows that it had none', async () => {
    const it = await stageWith();
    it.world.during = {
      effect: 'migrate production',
      run: async () => {
        await freezesMeanwhile(it, 'mira');
        throw new Error('the connection was lost');
      },
    };
    expect(await approvedPromotion(it)).toMatchObject({ state: 'succeeded' });
    expect(effectsThere(it).map((effect) => effect.split(' ')[0])).toEqual(['migrate', 'migrate', 'switch']);
  });

  it('between the decision to begin and the first effect keeps it from beginning', async () => {
    const it = await stageWith({ freezes: [rule('weekend', 1, 5)] });
    await it.pushes('one');
    await it.promotes('ana');
    const { use } = await it.worker('production');
    const card = await it.newest('production');
    it.world.reactions.set(`${card.id}✅`, [cast.ben]);
    const { ledger } = use;
    // The moment at which the promotion has been started and nothing of it has been done.
    const late: typeof ledger = {
      ...ledger,
      move: async (id, event, ...rest) => {
        const view = await ledger.move(id, event, ...rest);
        if (event === 'start') it.clock.ahead = 2 * hour;
        return view;
      },
    };
    await createDriver({ ...use, ledger: late }).drive('advent', 'production', new AbortController().signal);
    expect(await it.newest('production')).toMatchObject({ state: 'failed', code: 'freeze.active' });
    expect(effectsThere(it)).toEqual([]);
  });

  it('never stops a rollback, nor staging, nor the way back of a promotion that is not well', async () => {
    const it = await stageWith();
    await approvedPromotion(it);
    it.world.sickIn.set(shaOf('two'), ['production']);
    await it.pushes('two');
    await it.promotes('ana');
    it.world.during = { effect: 'switch production', run: async () => void (await freezesMeanwhile(it, 'mira')) };
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'rolled-back' });
    await unfreezes(it, 'mira');
    const bad = await it.newest('production');
    const reason = 'it was the freeze’s fault';
    await it.wants({ ...production, kind: 'clear', actor: by('mira'), version: bad.number, reason });
    await it.pushes('three');
    await it.promotes('ana');
    await it.reacts('ben');
    expect(it.world.serving.production?.commit).toBe(shaOf('three'));
    await freezes(it, 'mira', 3);
    expect((await it.pushes('four')).state).toBe('succeeded');
    expect(await it.wants({ ...production, kind: 'roll-back', actor: by('ben') })).toMatchObject({
      code: 'request.accepted',
    });
    expect(await it.newest('production')).toMatchObject({ kind: 'rollback', state: 'succeeded' });
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('is refused to who may not, by roles as Discord has them now, and for a length that is none', async () => {
    const it = await stageWith();
    for (const who of ['ana', 'cara', 'dan'] as const)
      expect(await freezes(it, who, 3)).toMatchObject({ code: 'actor.not-allowed' });
    it.world.members.set(cast.ben, { id: cast.ben, name: 'ben', bot: false, roleIds: [roles.tester] });
    expect(await freezes(it, 'ben', 3)).toMatchObject({ code: 'actor.not-allowed' });
    it.world.discordAway = true;
    expect(await freezes(it, 'mira', 3)).toMatchObject({ code: 'state.unknown' });
    it.world.discordAway = false;
    expect(await freezes(it, 'mira', 32 * 24)).toMatchObject({ code: 'request.malformed' });
    expect(await freezes(it, 'mira', 3, -9)).toMatchObject({ code: 'request.malformed' });
    expect(
      await it.wants({
        project: 'advent',
        environment: 'staging',
        tier: 'staging',
        kind: 'freeze',
        reason: 'x',
        from: it.clock.now(),
        until: it.clock.now() + hour,
        actor: by('mira'),
      }),
    ).toMatchObject({ code: 'environment.unknown' });
    expect(await it.ledger.ledger.freezes.standing('advent', 'production', it.clock.now())).toEqual([]);
    expect(await it.ledger.ledger.freezes.standing('advent', 'staging', it.clock.now())).toEqual([]);
  });
});

describe('/unfreeze', () => {
  it('refuses to lift what the config says, and names the rule', async () => {
    const it = await stageWith({ freezes: [rule('weekend', -1, 5)] });
    expect(await unfreezes(it, 'mira')).toMatchObject({
      code: 'freeze.in-config',
      lines: [expect.stringMatching(/^In the config: until .*Z: rule “weekend” \(because of weekend\)\.$/)],
    });
  });

  it('lifts a person’s freeze and tells that the config’s goes on', async () => {
    const it = await stageWith({ freezes: [rule('weekend', -1, 5)] });
    await freezes(it, 'mira', 9);
    expect((await unfreezes(it, 'mira')).lines.join('\n')).toMatch(
      /Lifted: mira[\s\S]*Still frozen by the config: until .*weekend/,
    );
    expect(refusals(await approvedPromotion(it))).toMatchObject([
      { code: 'freeze.active', detail: expect.not.stringContaining('mira') },
    ]);
  });

  it('lifts what is in force and leaves what is planned; a second time it calls that off', async () => {
    const it = await stageWith();
    await freezes(it, 'ben', 3);
    await freezes(it, 'mira', 3);
    await freezes(it, 'mira', 3, 24);
    const first = await unfreezes(it, 'ben');
    expect(first.lines.map((line) => line.slice(0, line.indexOf(',')))).toEqual([
      'Lifted: ben',
      'Lifted: mira',
      'Still planned: mira',
    ]);
    expect((await unfreezes(it, 'ben')).lines).toEqual([expect.stringMatching(/^Called off: mira/)]);
    expect(await unfreezes(it, 'ben')).toMatchObject({ code: 'freeze.none' });
  });

  it('does not call off what is planned where it is the config that freezes now', async () => {
    const it = await stageWith({ freezes: [rule('weekend', -1, 5)] });
    await freezes(it, 'mira', 3, 24);
    expect(await unfreezes(it, 'mira')).toMatchObject({ code: 'freeze.in-config' });
    expect(await it.ledger.ledger.freezes.standing('advent', 'production', it.clock.now())).toHaveLength(1);
  });

  it('lifts a person’s freeze also where the config’s cannot be read', async () => {
    const it = await stageWith({ freezes: [{ name: 'never', reason: 'x', starts: '0 0 30 2 *', ends: '0 0 * * *' }] });
    await freezes(it, 'mira', 9);
    expect((await unfreezes(it, 'mira')).lines.join('\n')).toMatch(/Lifted: mira[\s\S]*cannot be read: rule “never”/);
  });

  it('is refused to who may not', async () => {
    const it = await stageWith();
    await freezes(it, 'mira', 3);
    expect(await unfreezes(it, 'ana')).toMatchObject({ code: 'actor.not-allowed' });
    expect(await it.ledger.ledger.freezes.standing('advent', 'production', it.clock.now())).toHaveLength(1);
  });
});

describe('/plan', () => {
  it('shows the freeze among the guards', async () => {
    const it = await stageWith();
    await it.pushes('one');
    await freezes(it, 'mira', 3);
    const { lines } = await it.wants({ ...production, kind: 'plan', of: { kind: 'promote', actor: by('dan') } });
    expect(lines.join('\n')).toMatch(/✗ not-frozen: until .*Z: mira \(the show is tonight\) \(freeze\.active\)/);
  });
});
