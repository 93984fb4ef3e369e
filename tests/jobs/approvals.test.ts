import { describe, expect, it } from 'vitest';
import { before, gatekeepers } from './gatekeepers.ts';
import { cast, roles, shaOf } from './stage.ts';

describe('two approvals', () => {
  it('are those of two people, both still there when it is decided', async () => {
    const here = await gatekeepers({ approvals: 2 });
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['approval.missing']);
    await here.withdraws('ben');
    await here.reacts('mira');
    expect(await here.standings()).toEqual({ mira: 'counts' });
    expect(here.changes()).toEqual([]);
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('of which one must be a tester', async () => {
    const here = await gatekeepers({ mustInclude: 'tester' });
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('ben');
    await here.reacts('cara');
    expect(await here.inTheWay()).toEqual(['approval.role-missing']);
    expect(here.changes()).toEqual([]);
    here.hasRoles('mira', roles.releaseManager, roles.tester);
    await here.reacts('mira');
    const view = await here.newest('production');
    expect(view.state).toBe('succeeded');
    expect(view.promotion?.approvals.find(({ name }) => name === 'mira')).toMatchObject({ includes: true });
  });
});

describe('who wrote a part of it', () => {
  it('cannot approve it, by the login that GitHub gives its commit', async () => {
    const here = await gatekeepers({ barAuthors: true });
    here.world.logins.set(shaOf('one'), 'mira-codes');
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('mira');
    expect(await here.inTheWay()).toEqual(['approval.author']);
    expect(await here.standings()).toEqual({ mira: 'author' });
    expect(here.changes()).toEqual([]);
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('may where the project does not say otherwise', async () => {
    const here = await gatekeepers();
    here.world.logins.set(shaOf('one'), 'mira-codes');
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('mira');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('is barred for pushing what somebody else wrote, too', async () => {
    const here = await gatekeepers({ barAuthors: true });
    for (const name of ['one', 'two']) here.world.logins.set(shaOf(name), 'renovate[bot]');
    here.hasRoles('ana', roles.deployer, roles.releaseManager);
    await here.pushes('one', 'two');
    await here.promotes('mira');
    await here.reacts('ana');
    expect(await here.inTheWay()).toEqual(['approval.author']);
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('asks for one approval more where nobody knows who it was, and the card says so', async () => {
    const here = await gatekeepers({ barAuthors: true });
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['approval.missing']);
    expect((await here.newest('production')).promotion?.plan.approvals).toMatchObject({
      needed: 2,
      unknownAuthors: { commits: 1, pushers: [] },
    });
    expect(here.changes()).toEqual([]);
    await here.reacts('mira');
    expect((await here.newest('production')).state).toBe('succeeded');
  });
});

describe('a ❌', () => {
  it('of somebody without the role is shown and stops nothing', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('dan', '❌');
    expect(await here.standings()).toEqual({ dan: 'veto-without-role' });
    expect((await here.newest('production')).state).toBe('waiting');
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('weighs more than the ✅ of the same person', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.taps('ben', '❌');
    await here.reacts('ben', '✅');
    expect(await here.newest('production')).toMatchObject({ state: 'cancelled', code: 'approval.vetoed' });
    expect(here.changes()).toEqual([]);
  });

  it('that was taken back before anybody looked has not been', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.taps('mira', '❌');
    await here.withdraws('mira', '❌');
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });
});

describe('a reaction is judged by what is so when it is decided', () => {
  it('by somebody who got the role only afterwards it counts; what they had when they tapped does not matter', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.reacts('dan');
    expect(await here.standings()).toEqual({ dan: 'no-role' });
    here.hasRoles('dan', roles.releaseManager);
    await here.evaluates();
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it.each([
    ['has left the server', 'not-a-member', (here: Awaited<ReturnType<typeof gatekeepers>>) => here.leaves('ben')],
    ['lost the role', 'no-role', (here: Awaited<ReturnType<typeof gatekeepers>>) => here.hasRoles('ben')],
    [
      'has a role that only has the name: the real one was deleted',
      'no-role',
      (here: Awaited<ReturnType<typeof gatekeepers>>) => here.hasRoles('ben', '100000000000000099'),
    ],
  ])('by somebody who %s it does not count', async (_, standing, happens) => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.taps('ben');
    happens(here);
    await here.evaluates();
    expect(await here.standings()).toMatchObject({
      [standing === 'not-a-member' ? cast.ben : 'ben']: standing,
    });
    expect(await here.inTheWay()).toEqual(['approval.missing']);
    expect(here.changes()).toEqual([]);
  });

  it('by a bot it never counts, whatever its roles', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    here.isBot('ben', roles.releaseManager);
    await here.taps('ben', '❌');
    await here.reacts('ben');
    expect(await here.standings()).toEqual({});
    expect(await here.newest('production')).toMatchObject({ state: 'waiting' });
    expect(await here.inTheWay()).toEqual(['approval.missing']);
  });

  it('that came while the bot was away is found; one that went meanwhile is gone', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.taps('ben');
    await here.withdraws('ben');
    await here.evaluates();
    expect(await here.standings()).toEqual({});
    await here.taps('mira');
    await here.evaluates();
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('on the card before this one, or on a copy, is no approval of this one', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.taps('ben');
    await here.pushes('two');
    here.world.reactions.set('a-copy✅', [cast.ben, cast.mira]);
    await here.promotes('ana');
    await here.evaluates();
    const [now, old] = await here.ledger.views.history('advent', 'production', 2);
    expect(old).toMatchObject({ state: 'superseded', code: 'card.moved' });
    expect(now).toMatchObject({ state: 'waiting', commit: { commit: shaOf('two') } });
    expect(now?.promotion?.approvals).toEqual([]);
    expect(here.changes()).toEqual([]);
  });
});

describe('after it has begun', () => {
  it('a role that is taken away before the first effect stops it, with nothing changed', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    const worker = await here.worker('production');
    before(worker.use, 'migrate', () => here.hasRoles('ben', roles.tester));
    await here.taps('ben');
    await worker.drive('production');
    expect(await here.newest('production')).toMatchObject({ state: 'failed', code: 'approval.missing' });
    expect(here.changes()).toEqual([]);
  });

  it('a role that is taken away between migration and switch stops it before anything else serves', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    const worker = await here.worker('production');
    before(worker.use, 'switch', () => here.hasRoles('ben'));
    await here.taps('ben');
    await worker.drive('production');
    expect(await here.newest('production')).toMatchObject({ state: 'failed', code: 'approval.missing' });
    expect(here.changes()).toEqual([`migrate production ${shaOf('one').slice(0, 7)}`]);
    expect(here.world.serving.production).toBeUndefined();
  });

  it.each([
    ['the one who asked loses the role', 'actor.not-allowed', 'ana'],
    ['somebody says no', 'approval.vetoed', 'mira'],
    ['Discord falls silent', 'state.unknown', 'nobody'],
  ] as const)('it is stopped as well when %s', async (_, code, who) => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    const worker = await here.worker('production');
    const { id } = await here.newest('production');
    before(worker.use, 'migrate', () => {
      if (who === 'ana') here.hasRoles('ana');
      else if (who === 'mira') here.world.reactions.set(`${id}❌`, [cast.mira]);
      else here.world.discordAway = true;
    });
    await here.taps('ben');
    await worker.drive('production');
    expect(await here.newest('production')).toMatchObject({ state: 'failed', code });
    expect(here.changes()).toEqual([]);
  });

  it('goes on while everybody is still who they were', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    const worker = await here.worker('production');
    before(worker.use, 'migrate', () => here.hasRoles('ben', roles.releaseManager, roles.tester));
    await here.taps('ben');
    await worker.drive('production');
    expect((await here.newest('production')).state).toBe('succeeded');
  });
});

describe('Discord that is away', () => {
  it('begins nothing, and says that the card cannot be read', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.taps('ben');
    here.world.discordAway = true;
    await here.evaluates();
    expect(await here.inTheWay()).toContain('card.unreadable');
    expect(here.changes()).toEqual([]);
  });
});

describe('one live card per environment', () => {
  it('whoever asks, and however often, at once', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    const answers = await Promise.all([here.promotes('ana'), here.promotes('ben'), here.promotes('mira')]);
    expect(answers.length).toBe(3);
    const cards = await here.ledger.views.history('advent', 'production', 10);
    expect(cards.map(({ state }) => state)).toEqual(['waiting']);
  });

  it('a card for something newer takes the old one’s place, with approvals of its own', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.pushes('two');
    await here.promotes('ana');
    const cards = await here.ledger.views.history('advent', 'production', 10);
    expect(cards.map(({ state }) => state)).toEqual(['waiting', 'superseded']);
    await here.reacts('ben');
    expect(here.world.serving.production?.commit).toBe(shaOf('two'));
  });
});
