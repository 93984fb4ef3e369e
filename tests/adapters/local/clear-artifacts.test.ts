import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { placesOf } from '../../../src/adapters/local/host/places.ts';
import type { Digest } from '../../../src/core/release.ts';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { identify } from '../../../src/adapters/local/process-id.ts';
import { localStage } from './stage.ts';

const day = 24 * 60 * 60_000;

async function fiveBuilds() {
  const here = await localStage();
  const store = join(here.dataDir, 'artifacts');
  const digestOf = (request: ReleaseRequest): Digest => request.artifacts[0]?.digest ?? 'sha256:';
  const named = async (name: string): Promise<Digest> => digestOf(await here.builds(name));
  const serving = await here.builds('serving');
  await here.switches(serving);
  const digests = {
    serving: digestOf(serving),
    before: await named('before'),
    unused: await named('unused'),
    another: await named('another'),
  };
  const aged = (digest: Digest): void => {
    const then = new Date(Date.now() - day);
    utimesSync(join(store, digest.slice(7)), then, then);
  };
  for (const digest of Object.values(digests)) aged(digest);
  const young = await named('young');
  return {
    ...here,
    digests,
    young,
    left: () =>
      readdirSync(store)
        .map((name) => `sha256:${name}`)
        .toSorted(),
  };
}

it('only what nobody wants, serves or has just built is cleared away', async () => {
  const here = await fiveBuilds();
  const { serving, before } = here.digests;
  expect(await here.builder.clear(new Set([before]), Date.now())).toBe(2);
  expect(here.left()).toEqual([serving, before, here.young].toSorted());
  expect(await here.version()).toMatchObject({ environment: 'staging' });
  // What was cleared is built again when it is wanted.
  expect(await here.builder.find('advent', here.commits('unused'), 'api')).toBeUndefined();
  expect((await here.builds('unused')).artifacts[0]?.digest).toBe(here.digests.unused);
});

it('nothing is cleared where it cannot be read what is served', async () => {
  const here = await fiveBuilds();
  const before = here.left();
  const { folder, stateFile } = placesOf(here.dataDir, 'advent', 'production');
  mkdirSync(folder, { recursive: true });
  writeFileSync(stateFile, '{"token":');
  await expect(here.builder.clear(new Set(), Date.now())).rejects.toThrow(/JSON/);
  expect(here.left()).toEqual(before);
});

it('R4.4 what is left is shown with its age, and removed without what serves or is wanted', async () => {
  const here = await fiveBuilds();
  const { serving, before, unused, another } = here.digests;
  const dead = join(here.place('staging').ownDir, 'scratch', 'run-dead');
  mkdirSync(join(dead, 'tree'), { recursive: true });
  const then = new Date(Date.now() - day);
  utimesSync(dead, then, then);
  mkdirSync(join(here.place('staging').ownDir, 'scratch', 'run-now'));
  const { staging } = here.targets;
  const left = await staging.leftovers(new Set([before]), new AbortController().signal);
  expect(left.map(({ id }) => id).toSorted()).toEqual(
    [`artifact/${unused.slice(7)}`, `artifact/${another.slice(7)}`, 'scratch/run-dead'].toSorted(),
  );
  for (const { since } of left) expect(Math.abs((since ?? 0) - then.getTime())).toBeLessThan(60_000);
  const permit = here.permit('clean-up', 'staging', { commit: '', artifacts: [] }, 1);
  expect(await staging.cleanUp(permit, { artifacts: [], left }, 1, here.io())).toMatchObject({
    ok: true,
    detail: expect.stringContaining('3 of 3'),
  });
  expect(here.left()).toEqual([serving, before, here.young].toSorted());
  expect(readdirSync(join(here.place('staging').ownDir, 'scratch'))).toEqual(['run-now']);
  expect(await here.version()).toMatchObject({ environment: 'staging' });
});

it('R4.4 the folder of a build whose worker died is left over, too; one in which a build is at work is not', async () => {
  const here = await localStage();
  const builds = join(here.dataDir, 'builds');
  const then = new Date(Date.now() - day);
  for (const name of ['dead', 'at-work', 'now']) mkdirSync(join(builds, name, 'tree'), { recursive: true });
  writeFileSync(join(builds, 'at-work', 'process.json'), JSON.stringify(identify(process.pid)));
  writeFileSync(join(builds, 'dead', 'process.json'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
  for (const name of ['dead', 'at-work']) utimesSync(join(builds, name), then, then);
  const { staging } = here.targets;
  const left = await staging.leftovers(new Set(), new AbortController().signal);
  expect(left.map(({ id, what }) => [id, what])).toEqual([
    ['builds/dead', 'folder dead of a build or suite that died'],
  ]);
  const permit = here.permit('clean-up', 'staging', { commit: '', artifacts: [] }, 1);
  await staging.cleanUp(permit, { artifacts: [], left }, 1, here.io());
  expect(readdirSync(builds).toSorted()).toEqual(['at-work', 'now']);
});
