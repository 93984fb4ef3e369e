import { chmodSync, existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changeServices } from '../../../src/adapters/local/change-services.ts';
import { placesOf } from '../../../src/adapters/local/host/places.ts';
import type { SwitchRequest } from '../../../src/adapters/local/host/wire.ts';
import { treeOf } from '../../../src/adapters/local/store.ts';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { digestsOf, twoServices } from './two-services.ts';

type Here = Awaited<ReturnType<typeof twoServices>>;
const live = (here: Here, request: ReleaseRequest) => here.switches(request, 1, 'production');

/** The stored tree of an artifact is gone: it cannot be started again. */
function isLost(here: Here, request: ReleaseRequest, service: string): void {
  const digest = request.artifacts.find((one) => one.service === service)?.digest ?? 'sha256:';
  for (const store of [here.dataDir, here.place('production').ownDir]) {
    const tree = treeOf(store, digest);
    if (!existsSync(tree)) continue;
    chmodSync(tree, 0o755);
    rmSync(`${tree}/server.js`, { force: true });
  }
}

describe('two services are one release', () => {
  it('both are switched, in the order of the config', async () => {
    const here = await twoServices();
    const one = await here.releases('one');
    expect(await live(here, one)).toEqual({ ok: true, detail: 'switched api, web' });
    expect(await here.serves()).toEqual(digestsOf(one));
  });

  it('where the second cannot start, the first is taken back and nothing is mixed', async () => {
    const here = await twoServices();
    const one = await here.releases('one');
    await live(here, one);
    const two = await here.releases('two', { web: { exitsAtStart: true } });
    expect(await live(here, two)).toMatchObject({ ok: false, code: 'switch.exited' });
    expect(await here.serves()).toEqual(digestsOf(one));
  });

  it('where the first cannot be taken back either, it is called mixed, and both are named', async () => {
    const here = await twoServices();
    const one = await here.releases('one');
    await live(here, one);
    isLost(here, one, 'api');
    const two = await here.releases('two', { web: { exitsAtStart: true } });
    const result = await live(here, two);
    expect(result).toMatchObject({ ok: false, code: 'switch.mixed', retry: false });
    expect(result.detail).toContain('api could not be taken back');
    expect(await here.serves()).toEqual({ ...digestsOf(one), api: digestsOf(two)['api'] });
  });

  it('a first one that takes its time to start is given as much on its way back as it was given on its way there', async () => {
    const here = await twoServices();
    const one = await here.releases('one');
    await live(here, one);
    const two = await here.releases('two');
    const place = here.place('production');
    const slow = { ...place, config: { ...place.config, deadlines: { ...place.config.deadlines, switch: 600_000 } } };
    const given: (readonly [string, number])[] = [];
    const client = {
      places: placesOf(here.dataDir, 'advent', 'production'),
      switch: async ({ service, deadlineMs }: SwitchRequest) => {
        given.push([service, Math.round(deadlineMs / 60_000)]);
        return { ok: service === 'api', code: 'switch.exited', detail: service, log: '' };
      },
    };
    const result = await changeServices(slow, client as never, two, 1, false, here.io());
    expect(result).toMatchObject({ ok: false, code: 'switch.exited' });
    expect(given).toEqual([
      ['api', 8],
      ['web', 8],
      ['api', 8],
    ]);
  });

  it('a rollback takes them in the order it is given, which jobs turn round', async () => {
    const here = await twoServices();
    const [one, two] = [await here.releases('one'), await here.releases('two')];
    await live(here, one);
    await live(here, two);
    const request = { ...one, artifacts: one.artifacts.toReversed() };
    const permit = here.permit('roll-back', 'production', request, 1);
    expect(await here.targets.production.rollBack(permit, request, 1, here.io())).toEqual({
      ok: true,
      detail: 'switched web, api',
    });
    expect(await here.serves()).toEqual(digestsOf(one));
  });
});
