import { describe, expect, it } from 'vitest';
import { gatekeepers } from './gatekeepers.ts';
import { shaOf } from './stage.ts';

const look = { project: 'advent', environment: 'staging', tier: 'staging', kind: 'look-at-branch' } as const;

describe('a push that only a look at the branch has found, where authors are barred', () => {
  it('asks for one approval more: whoever approves may be the one who pushed', async () => {
    const here = await gatekeepers({ barAuthors: true });
    here.world.logins.set(shaOf('one'), 'renovate[bot]');
    here.commits('one');
    await here.wants({ ...look, branch: 'staging', cause: 'poll' });
    await here.promotes('ana');
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['approval.missing']);
    expect((await here.newest('production')).promotion?.plan.approvals).toMatchObject({
      needed: 2,
      unknownAuthors: { commits: 0, pushers: [], pushedByNobody: true },
    });
    expect(here.changes()).toEqual([]);
    await here.reacts('mira');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('asks for no more than usual as soon as GitHub’s word has come, which says who pushed', async () => {
    const here = await gatekeepers({ barAuthors: true });
    here.world.logins.set(shaOf('one'), 'renovate[bot]');
    here.commits('one');
    await here.wants({ ...look, branch: 'staging', cause: 'poll' });
    await here.wants({ ...look, branch: 'staging', cause: 'push', after: shaOf('one'), pusher: 'ana' });
    await here.promotes('mira');
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });
});
