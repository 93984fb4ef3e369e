import { describe, expect, it } from 'vitest';
import { pollBranches } from '../../src/jobs/sweep.ts';
import { createSourceWatch } from '../../src/jobs/watch-source.ts';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';

const place = { project: 'advent', environment: 'staging', tier: 'staging' } as const;

const deploys = (it: Stage, name: string) =>
  it.wants({ ...place, kind: 'deploy', commit: shaOf(name), actor: { discordId: cast.ana, name: 'ana' } });

/** The slow poll, with everything that it wants done. */
async function polls(it: Stage): Promise<void> {
  const wants = async (): Promise<void> => {
    await it.wants({ ...place, kind: 'look-at-branch', branch: 'staging', cause: 'poll' });
  };
  const { use } = it.workers.staging;
  await pollBranches(use, wants, createSourceWatch(use), new AbortController().signal);
}

describe.each(['postgres', 'memory'] as const)('a commit that ana deploys by name, on a ledger in %s', (on) => {
  it('stays on staging: the next look at the branch does not bring the head back', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.pushes('two');
    await deploys(it, 'one');
    await polls(it);
    expect(it.world.serving.staging?.commit).toBe(shaOf('one'));
    expect(await it.newest('staging')).toMatchObject({ number: 3, requestedBy: cast.ana });
  });

  it('stays also where a look had been wanted before, and after several of them and a change of the config', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.pushes('two');
    await deploys(it, 'one');
    await deploys(it, 'two');
    await deploys(it, 'one');
    it.world.config.staging['api.GREETING'] = 'another print';
    await it.looksAtConfig('staging');
    await it.wants({ ...place, kind: 'look-at-branch', branch: 'staging', cause: 'poll' });
    expect(await it.newest('staging')).toMatchObject({ number: 6, commit: { commit: shaOf('one') } });
  });

  it('gives way to the next push, also where nobody tells of it', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.pushes('two');
    await deploys(it, 'one');
    it.commits('three');
    await polls(it);
    expect(it.world.serving.staging?.commit).toBe(shaOf('three'));
    await deploys(it, 'one');
    await it.pushes('four');
    expect(it.world.serving.staging?.commit).toBe(shaOf('four'));
  });

  it('does not keep a push from its turn whose place it took while that waited', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.during = {
      effect: 'exercise staging',
      run: async () => {
        it.commits('three');
        const other = await it.worker('staging');
        const push = { ...place, kind: 'look-at-branch', branch: 'staging', cause: 'push' } as const;
        await other.handle(await it.ledger.intents.append(push));
        const wish = {
          ...place,
          kind: 'deploy',
          commit: shaOf('one'),
          actor: { discordId: cast.ana, name: 'ana' },
        } as const;
        await other.handle(await it.ledger.intents.append(wish));
      },
    };
    await it.pushes('two');
    expect(it.world.serving.staging?.commit).toBe(shaOf('one'));
    await polls(it);
    expect(it.world.serving.staging?.commit).toBe(shaOf('three'));
  });
});
