import { describe, expect, it } from 'vitest';
import { pollBranches } from '../../src/jobs/sweep.ts';
import { createSourceWatch } from '../../src/jobs/watch-source.ts';
import { type Stage, cast, shaOf, stage } from './stage.ts';

const place = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const look = { ...place, kind: 'look-at-branch', branch: 'staging' } as const;

/** The slow poll, with everything that it wants done. */
async function polls(it: Stage): Promise<number> {
  const { use } = it.workers.staging;
  let looks = 0;
  const want = async (): Promise<void> => {
    looks += 1;
    await it.wants({ ...look, cause: 'poll' });
  };
  await pollBranches(use, want, createSourceWatch(use), new AbortController().signal);
  return looks;
}

describe('a push that cannot be fetched', () => {
  it('R1.4 gets a card with the commit as GitHub names it, and fails in plain words after a minute of trying', async () => {
    const it = await stage();
    await it.pushes('good');
    it.world.gitGoesAway();
    const view = await it.pushes('far');
    expect(view).toMatchObject({
      state: 'failed',
      code: 'fetch.failed',
      detail: 'acme/advent could not be fetched: No space left on device',
      commit: { commit: shaOf('far'), subject: `Change ${shaOf('far').slice(0, 4)}`, author: 'ana' },
      pusher: 'ana',
    });
    expect(view.steps.find(({ name }) => name === 'fetch')).toMatchObject({ state: 'failed', attempts: 6 });
    expect(it.world.serving.staging?.commit).toBe(shaOf('good'));
  });

  it('is deployed while its card waits, as soon as it can be fetched', async () => {
    const it = await stage();
    it.world.gitGoesAway();
    const { source } = it.workers.staging.use;
    const fetch = source.fetch.bind(source);
    let tries = 0;
    Object.assign(source, {
      fetch: async (project: string, signal: AbortSignal) => {
        tries += 1;
        if (tries === 4) it.world.gitIsBack();
        await fetch(project, signal);
      },
    });
    const said: unknown[] = [];
    const wait = it.clock.wait.bind(it.clock);
    Object.assign(it.clock, {
      wait: async (milliseconds: number, signal?: AbortSignal) => {
        // Between two tries; others wait as well.
        const step = (await it.newest('staging').catch(() => undefined))?.steps.find(({ name }) => name === 'fetch');
        if (step?.code !== undefined) said.push([step.state, step.attempts, step.code, step.detail]);
        return wait(milliseconds, signal);
      },
    });
    expect(await it.pushes('far')).toMatchObject({ state: 'succeeded', number: 1 });
    expect(tries).toBe(4);
    const why = 'acme/advent could not be fetched: No space left on device';
    expect(said).toContainEqual(['started', 1, 'fetch.failed', why]);
    expect(said).toContainEqual(['started', 2, 'fetch.failed', why]);
  });

  it('is told once however long it lasts, and deployed by itself afterwards', async () => {
    const it = await stage();
    it.world.gitGoesAway();
    const { number } = await it.pushes('far');
    expect(await polls(it)).toBe(1);
    await it.wants({ ...look, cause: 'push', after: shaOf('far') });
    expect(await it.newest('staging')).toMatchObject({ number, state: 'failed' });

    it.world.gitIsBack();
    expect(await polls(it)).toBe(1);
    expect(await it.newest('staging')).toMatchObject({
      number: number + 1,
      state: 'succeeded',
      commit: { commit: shaOf('far') },
    });
    expect(await polls(it)).toBe(0);
  });

  it('that nobody told of has its card, too, with who wrote it', async () => {
    const it = await stage();
    it.world.logins.set(shaOf('far'), 'ana');
    it.world.gitGoesAway();
    it.commits('far');
    expect(await polls(it)).toBe(1);
    expect(await it.newest('staging')).toMatchObject({ code: 'fetch.failed', commit: { login: 'ana' } });
  });

  it('waits for the next try where GitHub’s API does not know it either', async () => {
    const it = await stage();
    await it.pushes('good');
    it.world.gitGoesAway();
    it.world.githubAway = true;
    await expect(it.pushes('far')).rejects.toThrow('acme/advent could not be fetched');
    expect((await it.newest('staging')).commit.commit).toBe(shaOf('good'));
  });

  it('and is not the newest any more leaves the telling to the newest', async () => {
    const it = await stage();
    await it.pushes('good');
    it.world.gitGoesAway();
    it.commits('far', 'farther');
    await expect(it.wants({ ...look, cause: 'push', after: shaOf('far') })).rejects.toThrow('could not be fetched');
    await it.wants({ ...look, cause: 'push', after: shaOf('farther') });
    expect(await it.newest('staging')).toMatchObject({ code: 'fetch.failed', commit: { commit: shaOf('farther') } });
  });

  it('does not take the place of a push that waits, as nobody can say whether it contains that', async () => {
    const it = await stage();
    await it.pushes('good');
    await it.wants({
      ...place,
      kind: 'lock',
      actor: { discordId: cast.ana, name: 'ana' },
      reason: 'demo',
      takeOver: false,
    });
    await it.pushes('held');
    it.world.gitGoesAway();
    await expect(it.pushes('far')).rejects.toThrow('could not be fetched');
    expect(await it.newest('staging')).toMatchObject({ state: 'waiting', commit: { commit: shaOf('held') } });
  });

  it('and is asked for is refused with what git said, at once', async () => {
    const it = await stage();
    await it.pushes('good');
    it.world.gitGoesAway();
    expect(await it.wants({ ...place, kind: 'deploy', actor: { discordId: cast.ana, name: 'ana' } })).toMatchObject({
      code: 'fetch.failed',
      lines: ['acme/advent could not be fetched: No space left on device'],
    });
  });

  it('to a branch that is gone meanwhile is no deployment', async () => {
    const it = await stage();
    it.world.gitGoesAway();
    expect(await it.wants({ ...look, cause: 'push' })).toMatchObject({ code: 'push.branch-gone' });
  });
});
