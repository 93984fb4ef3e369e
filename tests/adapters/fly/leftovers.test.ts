import { describe, expect, test } from 'vitest';
import { leftovers, removeLeftovers } from '../../../src/adapters/fly/leftovers.ts';
import type { Machine } from '../../../standins/fly/machine.ts';
import { apps, flyStage } from './stage.ts';

const never = new AbortController().signal;

/** Staging serves, and beside it are machines of every kind. */
async function staged() {
  const here = await flyStage();
  const one = await here.builds('one');
  expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
  const app = here.world.apps.get(apps.staging);
  const [serving] = here.world.machinesOf(apps.staging);
  if (app === undefined || serving === undefined) throw new Error('nothing serves');
  const beside = async (metadata: Record<string, string>, launch: boolean): Promise<Machine> =>
    here.world.makeMachine(app, { ...serving.config, services: [], metadata }, { launch });
  const greenroom = { 'managed-by': 'greenroom', environment: 'staging' };
  const machines = {
    suite: await beside({ ...greenroom, greenroom: 'suite', suite: 'integration' }, true),
    migration: await beside({ ...greenroom, greenroom: 'migrate' }, false),
    release: await beside({ fly_platform_version: 'v2', fly_process_group: 'fly_app_release_command' }, false),
    byHand: await beside({}, false),
    inUse: await beside({}, true),
  };
  return { ...here, one, serving, machines, place: here.place('staging') };
}

describe('what is left in staging on Fly', () => {
  test('R4.4 is every machine that serves nobody, by what it is and since when', async () => {
    const here = await staged();
    const left = await leftovers(here.place, never);
    const { suite, migration, release, byHand } = here.machines;
    expect(left.map(({ what }) => what).toSorted()).toEqual(
      [
        `machine ${suite.id} of advent-api-staging: suite integration, started`,
        `machine ${migration.id} of advent-api-staging: migrate, created`,
        `machine ${release.id} of advent-api-staging: flyctl’s release command, created`,
        `machine ${byHand.id} of advent-api-staging: started by hand, created`,
      ].toSorted(),
    );
    for (const { since } of left) expect(since).toBeGreaterThan(Date.now() - 60_000);
  });

  test('R4.4 is removed, and what serves or somebody uses stays', async () => {
    const here = await staged();
    const result = await removeLeftovers(here.place, await leftovers(here.place, never), here.io());
    expect(result).toMatchObject({ ok: true, detail: expect.stringContaining('4 of 4') });
    expect(
      here.world
        .machinesOf(apps.staging)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([here.serving.id, here.machines.inUse.id].toSorted());
    expect(await here.observed()).toMatchObject({ state: 'serving' });
    expect(await leftovers(here.place, never)).toEqual([]);
    expect(here.world.violations).toEqual([]);
  });

  test('that has begun to serve since it was shown is left alone', async () => {
    const here = await staged();
    const left = await leftovers(here.place, never);
    here.machines.byHand.config = { ...here.serving.config };
    await here.machines.byHand.start();
    await removeLeftovers(here.place, left, here.io());
    expect(here.machines.byHand.state).toBe('started');
    expect(here.machines.suite.state).toBe('destroyed');
  });

  test('asleep until somebody asks is none of it', async () => {
    const here = await staged();
    here.serving.config = {
      ...here.serving.config,
      services: [{ internal_port: 8080, autostart: true, autostop: 'stop' }],
    };
    await here.serving.stop();
    expect((await leftovers(here.place, never)).map(({ id }) => id)).not.toContain(
      `${apps.staging}/${here.serving.id}`,
    );
  });

  test('stops being removed when the lease is lost', async () => {
    const here = await staged();
    const left = await leftovers(here.place, never);
    let fences = 0;
    const fence = async () => {
      fences += 1;
      if (fences > 1) throw new Error('lease.lost: another worker has taken over');
    };
    expect(await removeLeftovers(here.place, left, here.io({ fence }))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('lease.lost'),
    });
    expect(await leftovers(here.place, never)).toHaveLength(3);
  });

  test('is not told while Fly does not say', async () => {
    const here = await staged();
    here.world.faults.http({ on: `GET /v1/apps/${apps.staging}/machines`, times: 4, what: { status: 500 } });
    await expect(leftovers(here.place, never)).rejects.toThrow(/Fly answers 500/);
  });
});
