import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StagedApp, stagedApp } from '../world/staged-app.ts';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/** One Greenroom, and an app that mounts the kit in both environments. Cara, a tester, plays. */
let app: StagedApp;
let theatre: Theatre;
let commit: string;
beforeAll(async () => {
  app = await stagedApp();
  theatre = await Theatre.open({ ...app.options });
  commit = await theatre.pushes({}, 'Something to play with', { files: app.files });
  await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
  await theatre.promotes(commit);
  await app.production.rests();
  // Production has just been changed: until its app has been asked anew, staging's tools stay closed.
  await until('staging may be played with', async () => {
    const before = theatre.shown('deployments', 'cara').length;
    await theatre.types('cara', 'plan', { operation: 'seed' });
    await until('a plan', () => theatre.shown('deployments', 'cara').length > before);
    return theatre.hears('cara', /isolated-from-production: /).then((heard) => heard.includes('✓ isolated'));
  });
});
afterAll(async () => {
  await theatre?.close();
  await app?.drop();
});

/** What Cara is told after she has done something: the first answer from then on that is no word in between. */
async function hearsAfter(act: () => Promise<unknown>, wanted: RegExp): Promise<string> {
  const before = theatre.shown('deployments', 'cara').length;
  await act();
  return until(
    `an answer to cara that matches ${wanted}`,
    () =>
      theatre
        .shown('deployments', 'cara')
        .slice(before)
        .find(({ text }) => wanted.test(text))?.text,
    { tell: () => theatre.transcript('cara') },
  );
}
const plays = (command: string, options: Record<string, string | number | boolean>, wanted: RegExp) =>
  hearsAfter(() => theatre.types('cara', command, options), wanted);

describe('a tester plays with staging, from Discord alone', () => {
  it('C4 E4.1 E4.2 /seed fills it, and offers what the app has', async () => {
    expect(await plays('seed', { scenario: 'draw day' }, /Seeded “draw day”: 1,000 users/)).toMatch(/RNG seed \d+/);
    expect(await app.count('staging', 'users')).toBe(1_000);
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*Played with since:[\\s\\S]*/seed by cara`));
  });

  it('E6.1 E6.2 E6.3 E6.4 a day is opened, a user completed, the clock moved, eligibility asked', async () => {
    await plays('unlock-day', { day: 3, lock: true }, /done: lock day[\s\S]*Day 3 is locked/);
    await plays('unlock-day', { day: 3 }, /done: unlock day[\s\S]*Day 3 is open/);
    expect(await app.ask('staging', 'SELECT open FROM app.days WHERE day = 3')).toEqual([{ open: true }]);
    await plays('complete', { user: 'user-7', mode: 'normal' }, /user-7 has completed/);
    expect(await app.ask('staging', `SELECT mode FROM app.users WHERE name = 'user-7'`)).toEqual([{ mode: 'normal' }]);
    await plays('clock', { at: '2030-12-24 18:00' }, /Staging’s clock says/);
    await plays('simulate', { user: 'user-7' }, /user-7 is eligible: every day completed/);
  });

  it('E8.1 a prize draw is rehearsed, and its report is an image with the same in words', async () => {
    const said = await plays('draw', { entrants: 100_000 }, /Rehearsal of main: [\d,]+ of 100,000 win/);
    expect(said).toMatch(/Nobody wins twice/);
    const [image] = theatre.attachments('cara');
    expect(image).toMatchObject({
      filename: 'draw.png',
      contentType: 'image/png',
      description: expect.stringContaining('of 100,000 entrants. Nobody wins twice'),
    });
  });

  it('E5.1 E9.3 /reset asks once with what it would wipe; pressed, it is wiped and seeded; /undo-reset brings it back', async () => {
    const asked = await plays('reset', { scenario: 'fresh event' }, /nothing is done yet/);
    expect(asked).toMatch(/Where: \S+[\s\S]*1,000 users/);
    expect(await app.count('staging', 'users')).toBe(1_000);
    const presses = () => theatre.presses('cara', /nothing is done yet/, 'reset');
    await hearsAfter(presses, /There now: [^.]*3 users/);
    expect(await app.count('staging', 'users')).toBe(3);
    // The button is not there once more.
    await theatre.hears('cara', /confirmed: reset[\s\S]*1,000 users/);
    await expect(presses()).rejects.toThrow('no reset button');
    await plays('undo-reset', {}, /Back as before the reset: [^.]*1,000 users/);
    expect(await app.count('staging', 'users')).toBe(1_000);
  });

  it('R3.4 what was tested before counts no more, and is tested again', async () => {
    const card = await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*Played with since`));
    await theatre.presses('cara', /Played with since/, 'verify');
    await theatre.reads(/verified again/);
    // The card is a message of its own, and its turn comes when others have had theirs.
    const says = () => theatre.shown().find(({ id }) => id === card.id)?.text;
    await until('the card says so no more', () => says()?.includes('Played with since') === false, {
      tell: () => theatre.transcript(),
    });
  });
});

describe('production', () => {
  const tries: readonly (readonly [string, Record<string, string | number | boolean>])[] = [
    ['seed', { scenario: 'draw day' }],
    ['reset', { scenario: 'fresh event' }],
    ['undo-reset', {}],
    ['unlock-day', { day: 3 }],
    ['complete', { user: 'user-7', mode: 'normal' }],
    ['clock', { real: true }],
    ['simulate', {}],
    ['draw', {}],
  ];
  it.each(tries)('C5 E5.2 E9.2 E9.4 /%s environment:production is refused in words', async (command, options) => {
    expect(await theatre.types('cara', command, { ...options, environment: 'production' })).toMatch(
      /environment\.production-refused[\s\S]*choose staging/,
    );
  });

  it('E6 E9.4 has no address for any of it, and says who it is only to whom it knows', async () => {
    for (const path of ['/_stage/seed', '/_stage/reset', '/_stage/describe', '/_stage/anything'])
      expect(await theatre.posts('production', path), path).toBe(404);
    expect(await theatre.posts('production', '/_greenroom/identity')).toBe(401);
    expect(await theatre.posts('staging', '/_stage/seed')).toBe(401);
  });

  it('E7.3 E9.2 was not written to, by a trigger that counts: and the trigger does count', async () => {
    expect(await app.production.written()).toEqual([]);
    expect(await app.count('production', 'users')).toBe(0);
    app.production.expects(1);
    await app.ask('production', `INSERT INTO app.users VALUES ('nora', NULL, false)`);
    expect(await app.production.written()).toEqual(['INSERT app.users']);
  });

  it('C5 is on record as refused', async () => {
    expect(await theatre.types('ben', 'audit')).toMatch(/named by hand, refused/);
  });
});
