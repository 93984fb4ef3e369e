import { describe, expect, test } from 'vitest';
import { mayReadBuilds } from '../../../src/adapters/fly/may-read-builds.ts';
import { foreseeOnFly } from '../../../src/main/tell-of-fly.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { apps, flyStage } from './stage.ts';

const soon = (): AbortSignal => AbortSignal.timeout(10_000);
const day = 24 * 3_600_000;

describe('production’s token and staging’s images, in one organisation', () => {
  test('it is asked whether it may read them', async () => {
    const here = await flyStage();
    expect(await mayReadBuilds(here.place('production'), 'api', soon())).toBe(true);
    here.world.imagesAreShared = 'by Fly alone';
    expect(await mayReadBuilds(here.place('production'), 'api', soon())).toBe(false);
    // Staging reads what is its own.
    expect(await mayReadBuilds(here.place('staging'), 'api', soon())).toBe(true);
  });

  test('that it may not read are brought there by Fly itself, by digest', async () => {
    const here = await flyStage();
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    here.world.imagesAreShared = 'by Fly alone';
    expect(await here.switches(one, 'production'), here.printed()).toMatchObject({ ok: true });
    expect(await here.switches(two, 'production'), here.printed()).toMatchObject({ ok: true });
    expect(await here.versions('production')).toEqual([two.commit]);
    expect(here.world.machinesOf(apps.production)[0]?.running.image.digest).toBe(two.artifacts[0]?.digest);
  });

  test('that Fly does not bring either leave what serves as it is, in Fly’s words', async () => {
    const here = await flyStage({ switchMs: 3_000 });
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    expect(await here.switches(one, 'production')).toMatchObject({ ok: true });
    here.world.imagesAreShared = 'not at all';
    here.hurries();
    expect(await here.switches(two, 'production')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('Could not find image'),
    });
    expect(await here.versions('production')).toEqual([one.commit]);
  });

  test('that Fly does not bring either are copied with a token that may read them', async () => {
    const here = await flyStage({ pulls: true });
    const one = await here.builds('one');
    here.world.imagesAreShared = 'not at all';
    expect(await mayReadBuilds(here.place('production'), 'api', soon())).toBe(true);
    expect(await here.switches(one, 'production'), here.printed()).toMatchObject({ ok: true });
    expect(here.world.machinesOf(apps.production)[0]?.running.image).toMatchObject({
      repository: apps.production,
      digest: one.artifacts[0]?.digest,
    });
    expect(here.world.violations).toEqual([]);
  });
});

describe('an image that docker buildx has pushed as an index', () => {
  test('is recorded as the image in it, promoted by that, and gone back to by that', async () => {
    const here = await flyStage();
    here.world.pushesIndexes = true;
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    const digest = one.artifacts[0]?.digest;
    expect(here.world.images.manifest(apps.staging, digest ?? '')?.stored.type).toContain('image.manifest');
    for (const request of [one, two])
      for (const where of ['staging', 'production'] as const)
        expect(await here.switches(request, where), here.printed()).toMatchObject({ ok: true });
    expect(await here.goesBack(one), here.printed()).toMatchObject({ ok: true });
    expect(await here.observed()).toMatchObject({ state: 'serving', digest });
    expect(await here.builder.find('advent', one.commit, 'api')).toEqual(one.artifacts[0]);
  });

  test('that somebody has deployed by the index’s own digest is the same image', async () => {
    const here = await flyStage();
    here.world.pushesIndexes = true;
    const one = await here.builds('one');
    await here.switches(one);
    const [machine] = here.world.machinesOf(apps.staging);
    const tag = here.world.images.tagsOf(apps.staging)[0] ?? '';
    const index = here.world.images.manifest(apps.staging, tag)?.digest;
    if (machine === undefined || index === undefined) throw new Error('nothing was pushed');
    expect(index).not.toBe(one.artifacts[0]?.digest);
    machine.running = { ...machine.running, image: { ...machine.running.image, digest: index } };
    expect(await here.observed()).toMatchObject({ state: 'serving', digest: one.artifacts[0]?.digest });
  });
});

describe('at its start a worker is told', () => {
  const foresees = (here: Awaited<ReturnType<typeof flyStage>>, where: 'staging' | 'production') =>
    foreseeOnFly(here.place(where), 'api', systemClock);

  test('that its token ends soon, and nothing of one that lasts', async () => {
    const here = await flyStage();
    expect(await foresees(here, 'staging')).toEqual([]);
    const expires = Date.now() + 12 * day;
    here.tokens['FLY_STAGING_API'] = here.world.addToken({ app: apps.staging, expires });
    expect(await foresees(here, 'staging')).toEqual([
      expect.stringMatching(/ends 20\d\d-.*flyctl tokens create deploy -a advent-api-staging/),
    ]);
  });

  test('that it may not read staging’s images, with the way out', async () => {
    const here = await flyStage();
    expect(await foresees(here, 'production')).toEqual([]);
    here.world.imagesAreShared = 'by Fly alone';
    expect(await foresees(here, 'production')).toEqual([expect.stringContaining('pullToken')]);
    expect(await foresees(here, 'staging')).toEqual([]);
  });

  test('nothing that Fly has not said', async () => {
    const here = await flyStage();
    here.world.tokens.clear();
    await expect(foresees(here, 'production')).resolves.toEqual([expect.stringContaining('may not read')]);
    here.world.faults.http({ on: `GET /v2/${apps.staging}/`, what: { status: 500 } });
    await expect(foresees(here, 'production')).rejects.toThrow(/registry answers 500/);
  });
});
