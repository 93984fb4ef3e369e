import { expect, it, onTestFinished } from 'vitest';
import { projectToForge } from '../../src/jobs/forge-projector.ts';
import { ForgeRefused } from '../../src/core/forge-trouble.ts';
import { until } from '../world/until.ts';
import { type Stage, config, stage } from './stage.ts';

/** What GitHub is told of commits and of deployments, while both go on. */
function listens({ workers }: Stage): { statuses: string[]; fates: string[] } {
  const { use } = workers.staging;
  const statuses: string[] = [];
  const fates: string[] = [];
  Object.assign(use.forge, {
    status: async (_: string, __: string, { state, description }: { state: string; description: string }) =>
      void statuses.push(`${state} ${description}`),
    deploymentStatus: async (_: string, __: number, state: string, ___: unknown, description: string) =>
      void fates.push(`${state} ${description}`),
  });
  const stop = new AbortController();
  const showing = projectToForge(use, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await showing;
  });
  return { statuses, fates };
}

it('says at which step a commit is, and of the GitHub deployment only what became of it', async () => {
  const here = await stage(config, 'postgres');
  const { statuses, fates } = listens(here);
  const tell = (): string => [...statuses, ...fates].join('\n');
  const seen = async (step: string): Promise<void> => {
    await until(`GitHub shows ${step}`, () => statuses.includes(`pending #1 running: ${step}`), { tell });
  };
  here.world.during = {
    effect: 'migrate staging',
    run: async () => {
      await seen('migrate');
      here.world.during = { effect: 'switch staging', run: () => seen('switch') };
    },
  };
  await here.pushes('one');
  await until('GitHub knows the end', () => fates.some((fate) => fate.startsWith('success')), { tell });
  expect(statuses).toEqual(expect.arrayContaining(['pending #1 running: migrate', 'pending #1 running: switch']));
  expect(statuses.at(-1)).toBe('success #1 is ready for manual testing');
  expect(fates.filter((fate) => !fate.startsWith('queued'))).toEqual([
    'in_progress #1 running',
    'success #1 is ready for manual testing',
  ]);
});

it.each([
  ['GitHub is away', new Error('GitHub did not answer'), 60],
  ['the token may not make deployments', new ForgeRefused('GitHub refused to make a deployment'), 3_600],
])('where %s it goes on asking, ever more seldom', async (_, why, atMost) => {
  const here = await stage(config, 'postgres');
  await here.pushes('one');
  const { use } = here.workers.staging;
  const { projections } = use.ledger;
  const stop = new AbortController();
  const hasty = { ...use, clock: { now: () => use.clock.now(), wait: () => Promise.resolve() } };
  const pauses: number[] = [];
  Object.assign(use.forge, { status: () => Promise.resolve(), deployment: () => Promise.reject(why) });
  const later = projections.later.bind(projections);
  Object.assign(projections, {
    later: async (id: string, at: number, error?: string) => {
      pauses.push(Math.round((at - use.clock.now()) / 1_000));
      if (pauses.length === 15) stop.abort();
      // The next time has come at once: only how long it would have been is asked here.
      await later(id, use.clock.now(), error);
    },
  });
  await projectToForge(hasty, stop.signal);
  expect(pauses.slice(0, 4)).toEqual([1, 2, 4, 8]);
  expect(Math.max(...pauses)).toBe(atMost);
});
