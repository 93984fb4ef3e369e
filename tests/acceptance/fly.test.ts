import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlyStandin, startFly } from '../../standins/fly/start.ts';
import { flyApps, flyToml } from '../world/places-on-fly.ts';
import { Theatre } from '../world/theatre.ts';

/** One Greenroom for all of these stories, whose both environments are apps on Fly. */
let fly: FlyStandin;
let theatre: Theatre;
beforeAll(async () => {
  fly = await startFly();
  theatre = await Theatre.open({ fly });
});
afterAll(async () => {
  await theatre.close();
  await fly.close();
});

const digestsOf = (app: string): readonly string[] => [
  ...new Set(fly.world.machinesOf(app).map((machine) => machine.running.image.digest)),
];

describe('a push to the staging branch, on Fly', () => {
  // The first: nothing was verified before, so that there is nothing else that /promote could mean.
  it('R3.3 whose suite is red closes promotion', async () => {
    const red = await theatre.pushes({ redTests: ['a draw has one winner'] }, 'Red');
    await theatre.reads(new RegExp(`${red.slice(0, 7)}[\\s\\S]*test\\.failed`));
    await theatre.types('ana', 'promote');
    await theatre.hears('ana', /release\.none/);
    expect(fly.world.machinesOf(flyApps.production)).toEqual([]);
  });

  it('R1.1 R1.2 R3.1 R3.2 is built once, deployed to the staging app, tested, and announced at its own address', async () => {
    const commit = await theatre.stages({}, 'Days open at midnight');
    await theatre.serves('staging', commit);
    expect(await theatre.version('staging')).toMatchObject({ commit, environment: 'staging' });
    expect(fly.world.machinesOf(flyApps.production)).toEqual([]);
    const builds = fly.world.flyctlCalls.filter(
      (argv) => argv.includes('--build-only') && argv.includes(`GREENROOM_COMMIT=${commit}`),
    );
    expect(builds).toHaveLength(1);
    expect(fly.world.machinesOf(flyApps.staging)[0]?.config.env).toMatchObject({
      APP_ENV: 'staging',
      IS_PRODUCTION: 'false',
    });
  });

  it('R1.4 whose image cannot be built changes nothing, and its author is told', async () => {
    const before = digestsOf(flyApps.staging);
    const bad = await theatre.pushes({ buildFails: true }, 'Oops');
    await theatre.reads(new RegExp(`${bad.slice(0, 7)}[\\s\\S]*build\\.failed`));
    await theatre.reads(new RegExp(bad.slice(0, 7)), { channel: 'alerts' });
    expect(digestsOf(flyApps.staging)).toEqual(before);
  });

  it('R4.3 is labelled as staging on every machine', async () => {
    const commit = await theatre.stages();
    for (const machine of fly.world.machinesOf(flyApps.staging))
      expect(machine.config.metadata).toMatchObject({
        environment: 'staging',
        'managed-by': 'greenroom',
        project: 'advent',
        run: commit.slice(0, 12),
      });
  });
});

describe('a promotion, on Fly', () => {
  it('R3.4 R5.1 R5.2 takes the very image that staging tested to production, by digest', async () => {
    const commit = await theatre.stages();
    await theatre.promotes(commit);
    expect(digestsOf(flyApps.production)).toEqual(digestsOf(flyApps.staging));
    expect(await theatre.version('production')).toMatchObject({ commit, environment: 'production' });
    await theatre.reads(/Deployed by:\*\* `fly\.production\.toml`/);
    const call = fly.world.flyctlCalls.findLast((argv) => argv.includes(flyApps.production)) ?? [];
    expect(call[call.indexOf('--image') + 1]).toMatch(/@sha256:[0-9a-f]{64}$/);
    const used = fly.world.requests.filter((one) => one.includes(`/${flyApps.production}/machines`));
    expect(used.length).toBeGreaterThan(0);
  });

  it('R5.3 R5.4 that production does not take well is taken back to the image before', async () => {
    const good = await theatre.stages();
    await theatre.promotes(good);
    const before = digestsOf(flyApps.production);
    const sick = await theatre.stages({ claimsIn: { production: 'f'.repeat(40) } }, 'Claims to be another');
    theatre.reacts('ben', await theatre.asksForProduction(sick));
    await theatre.reads(new RegExp(`rolled back[^\n]*${sick.slice(0, 7)}`));
    await theatre.serves('production', good);
    expect(digestsOf(flyApps.production)).toEqual(before);
    await theatre.reads(new RegExp(sick.slice(0, 7)), { channel: 'alerts' });
  });

  it('R1.3 whose two fly.toml files would build two different images is refused before anything is built', async () => {
    const builds = fly.world.flyctlCalls.length;
    const commit = await theatre.pushes({}, 'Another Dockerfile for production', {
      files: { 'fly.production.toml': flyToml(flyApps.production).replace('"Dockerfile"', '"Dockerfile.production"') },
    });
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*target\\.config`));
    expect(fly.world.flyctlCalls).toHaveLength(builds);
  });

  it('nobody sent Fly anything that it would not take', () => {
    expect(fly.world.violations).toEqual([]);
  });
});
