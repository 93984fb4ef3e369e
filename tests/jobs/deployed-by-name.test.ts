import { describe, expect, it } from 'vitest';
import { pollBranches } from '../../src/jobs/sweep.ts';
import { createSourceWatch } from '../../src/jobs/watch-source.ts';
import { type Stage, cast, config, red, shaOf, stage } from './stage.ts';

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

/** GitHub tells of a push late, or once more under another id: nothing is pushed by that. */
const hearsOf = (it: Stage, name: string) =>
  it.wants({ ...place, kind: 'look-at-branch', branch: 'staging', cause: 'push', after: shaOf(name), pusher: 'ana' });

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

  it('stays where GitHub tells late of what was pushed before, of the head or of an older commit', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.commits('two');
    // The poll is faster than the webhook.
    await polls(it);
    await deploys(it, 'one');
    expect(await hearsOf(it, 'two')).toMatchObject({
      code: 'commit.already-live',
      lines: [expect.stringContaining('#3 was asked for since, and stays until staging moves.')],
    });
    await hearsOf(it, 'one');
    expect(it.world.serving.staging?.commit).toBe(shaOf('one'));
    expect(await it.newest('staging')).toMatchObject({ number: 3, requestedBy: cast.ana });
  });

  it('stays also where the head that GitHub tells of again had failed', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.suite.set(shaOf('two'), { ended: 'exit', exitCode: 1, report: red });
    expect(await it.pushes('two')).toMatchObject({ state: 'failed' });
    await deploys(it, 'one');
    await hearsOf(it, 'two');
    expect(await it.newest('staging')).toMatchObject({ number: 3, commit: { commit: shaOf('one') } });
    // Nobody has named anything since: told of again, a head that failed is tried again.
    await it.pushes('three');
    it.world.suite.set(shaOf('four'), { ended: 'exit', exitCode: 1, report: red });
    await it.pushes('four');
    it.world.suite.delete(shaOf('four'));
    await hearsOf(it, 'four');
    expect(await it.newest('staging')).toMatchObject({
      number: 6,
      state: 'succeeded',
      commit: { commit: shaOf('four') },
    });
  });

  it('keeps its place in the row while the head that GitHub tells of again is still at work', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    it.world.during = {
      effect: 'exercise staging',
      run: async () => {
        const other = await it.worker('staging');
        const wish = {
          ...place,
          kind: 'deploy',
          commit: shaOf('one'),
          actor: { discordId: cast.ana, name: 'ana' },
        } as const;
        await other.handle(await it.ledger.intents.append(wish));
        const push = {
          ...place,
          kind: 'look-at-branch',
          branch: 'staging',
          cause: 'push',
          after: shaOf('two'),
        } as const;
        await other.handle(await it.ledger.intents.append(push));
      },
    };
    await it.pushes('two');
    expect(it.world.serving.staging?.commit).toBe(shaOf('one'));
  });

  it('gives way to a branch that goes back to a commit which it had left', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.pushes('two');
    await it.pushes('three');
    await deploys(it, 'one');
    // A force-push.
    it.world.branch.pop();
    await hearsOf(it, 'two');
    expect(it.world.serving.staging?.commit).toBe(shaOf('two'));
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
