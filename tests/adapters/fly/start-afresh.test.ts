import { expect, test } from 'vitest';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { type FlyStage, type FlyStageOptions, apps, flyStage } from './stage.ts';

interface Serving {
  readonly here: FlyStage;
  readonly one: ReleaseRequest;
  /** The machine that serves. */
  readonly machine: ReturnType<FlyStage['world']['machinesOf']>[number];
}

async function serving(options: FlyStageOptions = {}): Promise<Serving> {
  const here = await flyStage(options);
  const one = await here.builds('one');
  expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
  const [machine] = here.world.machinesOf(apps.staging);
  if (machine === undefined) throw new Error('nothing serves');
  return { here, one, machine };
}

const asked = (here: FlyStage, what: string): number =>
  here.world.requests.filter((line) => line.startsWith(what)).length;

/** From now until Greenroom has looked at the machine itself three times, Fly is busy with it. */
function busy({ here, machine }: Serving, state: string, then: string): void {
  machine.state = state;
  const looks = `GET /v1/apps/${apps.staging}/machines/${machine.id} `;
  const before = asked(here, looks);
  void here.world
    .until(() => asked(here, looks) >= before + 3)
    .then(() => {
      machine.state = then;
    });
}

test.each(['replacing', 'updating', 'starting', 'restarting'])(
  'a machine that is %s is waited for, and started afresh when that is over',
  async (state) => {
    const scene = await serving();
    const { here, one, machine } = scene;
    busy(scene, state, 'started');
    expect(await here.restarts(one), here.printed()).toEqual({ ok: true, detail: 'started afresh' });
    expect(machine.instance).toBe(2);
    expect(here.printed()).toContain(`machine ${machine.id} is ${state}; waiting until that is over.`);
    expect(await here.versions()).toEqual([one.commit]);
    expect(here.world.requests.filter((line) => line.endsWith(' 412'))).toEqual([]);
    expect(here.world.violations).toEqual([]);
  },
);

test('a machine that is just being stopped is waited for, and then started', async () => {
  const scene = await serving();
  const { here, one, machine } = scene;
  await machine.stop();
  busy(scene, 'stopping', 'stopped');
  expect(await here.restarts(one), here.printed()).toMatchObject({ ok: true });
  expect(await here.versions()).toEqual([one.commit]);
  expect(asked(here, `POST /v1/apps/${apps.staging}/machines/${machine.id}/start 200`)).toBe(1);
});

test('a machine that Fly’s proxy put to sleep between the look and the call is looked at again', async () => {
  const { here, one, machine } = await serving();
  here.world.faults.http({
    on: `POST /v1/apps/${apps.staging}/machines/${machine.id}/restart`,
    what: {
      status: 412,
      body: '{"error":"failed_precondition: unable to restart machine, not currently started or stopped"}',
    },
  });
  expect(await here.restarts(one), here.printed()).toMatchObject({ ok: true });
  expect(machine.instance).toBe(2);
});

test('a machine that does not come to rest is told, with its state and where to look', async () => {
  const { here, one, machine } = await serving({ switchMs: 1_000 });
  here.hurries();
  machine.state = 'replacing';
  const result = await here.restarts(one);
  expect(result).toMatchObject({ ok: false, code: 'switch.unhealthy', retry: false });
  expect(result.detail).toContain(`api: machine ${machine.id} of ${apps.staging} is still replacing`);
  expect(result.detail).toContain(`flyctl machine status ${machine.id} -a ${apps.staging}`);
  expect(machine.instance).toBe(1);
  expect(here.world.requests.filter((line) => line.endsWith(' 412'))).toEqual([]);
});

test('a machine that is gone before it came to rest is not missed', async () => {
  const scene = await serving();
  const { here, one, machine } = scene;
  await here.scales();
  busy(scene, 'replacing', 'destroyed');
  expect(await here.restarts(one), here.printed()).toMatchObject({ ok: true });
  expect(here.world.machinesOf(apps.staging).map(({ id }) => id)).not.toContain(machine.id);
  expect(await here.versions()).toEqual([one.commit]);
});

test('a standby that is just being stopped is not started when it has stopped', async () => {
  const { here, one } = await serving();
  const standby = await here.keepsStandby();
  busy({ here, one, machine: standby }, 'stopping', 'stopped');
  expect(await here.restarts(one), here.printed()).toMatchObject({ ok: true });
  expect([standby.state, standby.instance]).toEqual(['stopped', 0]);
});
