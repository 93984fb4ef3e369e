import { describe, expect, type onTestFinished, test } from 'vitest';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { processesWith } from '../../world/processes-with.ts';
import { cases } from './cases.ts';
import type { Verdict } from './cases/case.ts';
import { type FlyStage, apps, flyStage } from './stage.ts';

/** By what each machine's own process says, whatever Fly and flyctl say about it. */
async function serves(here: FlyStage, old: ReleaseRequest, fresh: ReleaseRequest): Promise<string> {
  const running = here.world
    .machinesOf(apps.staging)
    .filter(({ config }) => (config.services ?? []).length > 0)
    .map((machine) => machine.running.image.digest);
  const kinds = new Set(
    running.map((digest) =>
      digest === old.artifacts[0]?.digest ? 'old' : digest === fresh.artifacts[0]?.digest ? 'new' : digest,
    ),
  );
  if (kinds.size === 0) return 'gone';
  return kinds.size > 1 ? 'parts' : ([...kinds][0] ?? 'gone');
}

describe('a new version is brought to Fly where an old one serves', () => {
  test('there are at least forty ways for it to go', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBeGreaterThanOrEqual(40);
  });

  // Most of them wait for something that never comes: side by side, each in a world of its own.
  test.concurrent.for(cases.map((one) => [`${one.name} (${one.fact})`, one] as const))(
    '%s',
    async ([, one], { expect, onTestFinished }) => {
      const here = await flyStage(one.options, onTestFinished);
      // The old version came there by other hands where this one's flyctl is not to be had.
      const helper = one.options?.flyctl === undefined ? here : undefined;
      const files = one.files ?? {};
      if (helper === undefined) return expectWithoutFlyctl(here, one.wanted, onTestFinished);
      const old = await here.builds('old', {}, files);
      expect(await here.switches(old), here.printed()).toMatchObject({ ok: true });
      if (one.machines !== undefined) await here.scales('staging', one.machines);
      const fresh = await here.builds('fresh', one.fresh, files);
      await one.given?.(here, old, fresh);
      here.hurries();
      const result = await here.switches(fresh);
      const found: Verdict = {
        ok: result.ok,
        ...(result.ok ? {} : { code: result.code, retry: result.retry }),
        serves: (await serves(here, old, fresh)) as Verdict['serves'],
      };
      expect(found, `${result.detail}\n${here.printed().slice(-3_000)}`).toEqual(one.wanted);
      expect(processesWith(`${here.folder}/flyctl`), 'flyctl and its children are gone').toEqual([]);
      expect(here.world.violations).toEqual([]);
      // What was true at the end is what the next look says, too.
      if (result.ok)
        expect(await here.observed()).toMatchObject({ state: 'serving', digest: fresh.artifacts[0]?.digest });
    },
  );
});

/** Nothing runs, nothing is built; an artifact that another installation pushed is asked for. */
async function expectWithoutFlyctl(here: FlyStage, wanted: Verdict, finished: typeof onTestFinished): Promise<void> {
  const other = await flyStage({}, finished);
  const pushed = await other.builds('old');
  const digest = pushed.artifacts[0]?.digest ?? '';
  const found = other.world.images.manifest(apps.staging, digest);
  if (found === undefined) throw new Error('nothing was pushed');
  here.world.images.putManifest(apps.staging, digest, found.stored.bytes);
  here.commit('old');
  const result = await here.switches(pushed);
  expect({ ok: result.ok, ...(result.ok ? {} : { code: result.code, retry: result.retry }) }).toEqual({
    ok: wanted.ok,
    code: wanted.code,
    retry: wanted.retry,
  });
}
