import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkersOf } from '../world/forkers-of.ts';
import { processesWith } from '../world/processes-with.ts';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/** One Greenroom for all of these stories, as for a team in a week; each brings commits of its own. */
let theatre: Theatre;
beforeAll(async () => {
  theatre = await Theatre.open();
});
afterAll(() => theatre.close());

describe('a push to the staging branch', () => {
  // The first: nothing was verified before, so that there is nothing else that /promote could mean.
  it('R3.3 E8.2 whose suite is red closes promotion and names the tests', async () => {
    const red = await theatre.pushes({ redTests: ['a draw has one winner'] }, 'Red');
    const card = await theatre.reads(new RegExp(`${red.slice(0, 7)}[\\s\\S]*test\\.failed`));
    expect(card.text).toMatch(/a draw has one winner[\s\S]*expected 1 to be 2/);
    await theatre.types('ana', 'promote');
    await theatre.hears('ana', /release\.none/);
    expect(await theatre.version('production')).toBeUndefined();
  });

  it('R1.1 R1.2 R3.1 R3.2 C3 is deployed, tested and announced as ready at an address that answers', async () => {
    const commit = await theatre.stages({}, 'Days open at midnight');
    await theatre.serves('staging', commit);
    const card = await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    expect(card.text).toContain(`http://127.0.0.1:${theatre.ports.staging}`);
    expect(card.text).toContain('Days open at midnight');
    expect(card.text).toMatch(/Tests passed \(integration\): 3 passed/);
    expect(await theatre.version('staging')).toMatchObject({ commit, environment: 'staging' });
    expect(await theatre.version('production')).toBeUndefined();
    await until(
      'GitHub shows it as a success',
      () => theatre.github.world.statuses('acme/advent', commit).at(-1)?.state === 'success',
    );
  });

  it('is served by processes that keep their memory small, by settings which the app is not given', async () => {
    await theatre.stages();
    const small = processesWith('MALLOC_TRIM_THRESHOLD_=');
    const hosts = processesWith(theatre.folder).filter((pid) => small.includes(pid));
    const forkers = forkersOf(...theatre.processes.map(({ pid }) => pid)).filter((pid) => small.includes(pid));
    expect([hosts.length, forkers.length > 0]).toEqual([1, true]);
    expect(theatre.environmentOf('staging', 'APP_ENV')).toEqual(['APP_ENV=staging']);
    expect(theatre.environmentOf('staging', 'MALLOC_TRIM_THRESHOLD_')).toEqual([]);
  });

  it('R1.4 that cannot be built changes nothing, and its author is told in a new message', async () => {
    const good = await theatre.stages();
    const bad = await theatre.pushes({ buildFails: true }, 'Oops');
    await theatre.reads(new RegExp(`${bad.slice(0, 7)}[\\s\\S]*build\\.failed`));
    const alert = await theatre.reads(new RegExp(bad.slice(0, 7)), { channel: 'alerts' });
    expect(alert.text).toContain(`<@${theatre.ids.ana}>`);
    expect(await theatre.version('staging')).toMatchObject({ commit: good });
    await until(
      'GitHub shows it as a failure',
      () => theatre.github.world.statuses('acme/advent', bad).at(-1)?.state === 'failure',
    );
  });

  it('R1.4 whose new version is not well leaves the old one serving', async () => {
    const good = await theatre.stages();
    const sick = await theatre.pushes({ sickIn: ['staging'] }, 'Sick');
    await theatre.reads(new RegExp(`${sick.slice(0, 7)}[\\s\\S]*switch\\.unhealthy`));
    expect(await theatre.version('staging')).toMatchObject({ commit: good });
  });

  it('R3.1 that comes while another is deployed waits, and the newest of those that wait is deployed', async () => {
    await theatre.pushes({}, 'one');
    await theatre.pushes({}, 'two');
    const last = await theatre.pushes({}, 'three');
    await theatre.reads(new RegExp(`${last.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    await theatre.serves('staging', last);
  });

  it('C3 that GitHub never told us about is found by looking at the branch', async () => {
    // A branch that is there already: the push that makes it is told twice, as created and as pushed.
    await theatre.stages({}, 'Told');
    theatre.github.world.losesWebhooks(1);
    const commit = await theatre.pushes({}, 'Lost');
    await theatre.stopsAndStarts();
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
  });

  it('R1.4 that GitHub never told us about, and that cannot be built: its author is told all the same', async () => {
    theatre.github.world.losesWebhooks(1);
    const bad = await theatre.pushes({ buildFails: true }, 'Lost, and bad');
    await theatre.stopsAndStarts();
    const alert = await theatre.reads(new RegExp(bad.slice(0, 7)), { channel: 'alerts' });
    expect(alert.text).toContain(`<@${theatre.ids.ana}>`);
  });

  it('C3 that GitHub told us about twice is deployed once', async () => {
    theatre.github.world.doublesWebhooks(1, true);
    const commit = await theatre.stages({}, 'Twice');
    expect(theatre.shown().filter((message) => message.text.includes(commit.slice(0, 7)))).toHaveLength(1);
  });

  it('C1 a force-push and a revert are deployed as what the branch then is', async () => {
    const first = await theatre.stages({}, 'first');
    await theatre.stages({}, 'second');
    await theatre.goesBackTo(first);
    const other = await theatre.pushes({}, 'instead of second', { force: true });
    await theatre.reads(new RegExp(`${other.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    await theatre.serves('staging', other);
  });
});
