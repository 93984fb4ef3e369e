import { describe, expect, test } from 'vitest';
import { apps, flyStage } from './stage.ts';

const advent = { title: 'Advent', apiUrl: '{api.url}' };
const winter = { ...advent, title: 'Winter' };
/** Sorted by name, and with the address of this very environment. */
const json = (title: string, url = ''): string => JSON.stringify({ apiUrl: url, title });

/** One image serves and was told “Advent”; the config says “Winter” now. */
async function inAdvent(machines = 1) {
  const here = await flyStage();
  here.tells(advent);
  const one = await here.builds('one');
  await here.switches(one);
  if (machines > 1) await here.scales('staging', machines);
  expect(here.told()).toEqual(Array.from({ length: machines }, () => json('Advent', here.urls['staging'])));
  here.tells(winter);
  return { here, one, before: json('Advent', here.urls['staging']), after: json('Winter', here.urls['staging']) };
}

describe('what an image on Fly is told at run time', () => {
  test('reaches every machine in the same image; where nothing changed flyctl is not called', async () => {
    const { here, one, after } = await inAdvent(2);
    const [image] = here.world.machinesOf(apps.staging).map((machine) => machine.running.image.digest);
    expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
    expect(here.told()).toEqual([after, after]);
    expect(here.world.machinesOf(apps.staging)[1]?.running.image.digest).toBe(image);
    const calls = here.world.flyctlCalls.length;
    expect(await here.switches(one)).toMatchObject({ ok: true });
    expect(here.world.flyctlCalls).toHaveLength(calls);
    expect(here.world.violations).toEqual([]);
  });

  test('is not taken for arrived while only some machines were told: they are brought back to what they were told', async () => {
    const { here, one, before } = await inAdvent(2);
    here.world.faults.flyctl({ command: 'deploy', partial: true });
    expect(await here.switches(one), here.printed()).toMatchObject({ ok: false, code: 'switch.unhealthy' });
    expect(here.told()).toEqual([before, before]);
  });

  test('is taken back to what served before, though the config does not have that any more', async () => {
    const { here, one, before } = await inAdvent();
    await here.switches(one);
    expect(await here.goesBack({ ...one, asBefore: true }), here.printed()).toMatchObject({ ok: true });
    expect(here.told()).toEqual([before]);
    // Begun again after a death it finds its own work.
    expect(await here.goesBack({ ...one, asBefore: true })).toMatchObject({ ok: true });
    expect(here.told()).toEqual([before]);
  });

  test('is taken back also where a worker died with one machine told and one not', async () => {
    const { here, one, before, after } = await inAdvent(2);
    // What it was, is written down before flyctl is called; there this worker dies.
    let fences = 0;
    const dies = async (): Promise<void> => {
      fences += 1;
      throw new Error('killed');
    };
    await here.switches(one, 'staging', { fence: dies }).catch(() => undefined);
    expect(fences).toBe(1);
    const app = here.world.apps.get(apps.staging);
    const [first] = here.world.machinesOf(apps.staging);
    if (app === undefined || first === undefined) throw new Error('nothing runs');
    const env = { ...first.config.env, GREENROOM_RUNTIME_CONFIG: after };
    await here.world.updateMachine(app, first, { ...first.config, env }, true);
    expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
    expect(here.told()).toEqual([after, after]);
    expect(await here.goesBack({ ...one, asBefore: true }), here.printed()).toMatchObject({ ok: true });
    expect(here.told()).toEqual([before, before]);
  });

  test('is what the config says now where a person goes back', async () => {
    const { here, one, after } = await inAdvent();
    await here.switches(await here.builds('two'));
    expect(await here.goesBack(one), here.printed()).toMatchObject({ ok: true });
    expect(here.told()).toEqual([after]);
  });
});
