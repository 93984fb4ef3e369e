import { expect, test } from 'vitest';
import type { Constraints } from '../../src/core/constraints.ts';
import { gatekeepers } from './gatekeepers.ts';
import { shaOf } from './stage.ts';

const usual: Constraints = {
  guest: '1 shared CPU, 256 MB',
  user: 'the image’s',
  init: 'the image’s',
  restart: 'on-failure',
  services: 'tcp 8080',
  mounts: 'none',
};
const large: Constraints = { ...usual, guest: '2 shared CPU, 4096 MB' };
const differs = 'api, guest: 2 shared CPU, 4096 MB on staging; 1 shared CPU, 256 MB in production';

/** Production serves version one; both places are bound alike until somebody changes that. */
async function bothServe(
  promote: Parameters<typeof gatekeepers>[0] = {},
  on: 'memory' | 'postgres' | 'roles' = 'memory',
) {
  const here = await gatekeepers(promote, on);
  here.world.bounds.staging = usual;
  here.world.bounds.production = usual;
  await here.pushes('one');
  await here.promotes('ana');
  await here.reacts('ben');
  expect(here.world.serving.production?.commit).toBe(shaOf('one'));
  return here;
}
const seenOnStaging = async (here: Awaited<ReturnType<typeof bothServe>>) =>
  (await here.newest('staging')).steps.find(({ name }) => name === 'verify')?.evidence?.['differs'];

test.each(['memory', 'postgres', 'roles'] as const)(
  'R4.2 a staging with more memory is shown, and closes promotion (%s)',
  async (on) => {
    const here = await bothServe({}, on);
    here.world.bounds.staging = large;
    await here.pushes('two');
    expect(await seenOnStaging(here)).toEqual([differs]);
    await here.promotes('ana');
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['constraints.differ']);
    expect(here.world.serving.production?.commit).toBe(shaOf('one'));
  },
);

test('R4.2 it goes as soon as both are bound alike, without anybody asking again', async () => {
  const here = await bothServe();
  here.world.bounds.staging = large;
  await here.pushes('two');
  await here.promotes('ana');
  await here.reacts('ben');
  here.world.bounds.production = large;
  await here.evaluates();
  expect(here.world.serving.production?.commit).toBe(shaOf('two'));
});

test('R4.2 a difference that the config means so is shown, and closes nothing', async () => {
  const here = await bothServe({ differs: ['guest'] });
  here.world.bounds.staging = large;
  await here.pushes('two');
  expect(await seenOnStaging(here)).toEqual([`${differs} (meant so)`]);
  await here.promotes('ana');
  await here.reacts('ben');
  expect(here.world.serving.production?.commit).toBe(shaOf('two'));
});

test('R4.2 one aspect that is meant so does not let another through', async () => {
  const here = await bothServe({ differs: ['guest'] });
  here.world.bounds.staging = { ...large, user: 'root' };
  await here.pushes('two');
  await here.promotes('ana');
  await here.reacts('ben');
  expect(await here.inTheWay()).toEqual(['constraints.differ']);
});

test('R4.2 a change in both files at once does not stand in its own way', async () => {
  const here = await bothServe();
  here.world.bounds.staging = large;
  here.world.written = { api: { guest: { staging: '4096mb', production: '4096mb' } } };
  await here.pushes('two');
  expect(await seenOnStaging(here)).toBeUndefined();
  await here.promotes('ana');
  await here.reacts('ben');
  expect(here.world.serving.production?.commit).toBe(shaOf('two'));
});

test('R4.2 a staging that nobody has recorded is not taken for the same', async () => {
  const here = await bothServe();
  delete here.world.bounds.staging;
  await here.pushes('two');
  await here.promotes('ana');
  await here.reacts('ben');
  expect(await here.inTheWay()).toEqual(['constraints.unknown']);
});

test('R4.2 on one machine there is nothing to compare, and the card says so', async () => {
  const here = await gatekeepers();
  await here.pushes('one');
  await here.promotes('ana');
  const verdict = (await here.newest('production')).promotion?.verdicts.find(
    ({ guard }) => guard === 'same-constraints',
  );
  expect(verdict).toMatchObject({ allowed: true, detail: expect.stringContaining('nothing to compare') });
});
