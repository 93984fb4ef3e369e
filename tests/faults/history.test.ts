import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { tinyApp } from '../world/tiny-app.ts';
import { until } from '../world/until.ts';
import { WorkingCopy } from '../world/working-copy.ts';
import { BuildGate } from './build-gate.ts';

let theatre: Theatre;
let gate: BuildGate;

beforeAll(async () => {
  gate = await BuildGate.open();
  theatre = await Theatre.open();
});
afterAll(async () => {
  await theatre.close();
  await gate.close();
});

const short = (commit: string): string => commit.slice(0, 7);

const cardsOf = (commit: string): string[] =>
  theatre
    .shown()
    .map(({ text }) => text)
    .filter((text) => text.split('\n')[0]?.includes(short(commit)));

async function isReady(commit: string): Promise<void> {
  await theatre.reads(new RegExp(`staging ✅ ready · ${short(commit)}`));
  await theatre.serves('staging', commit);
}

/** Waits until GitHub says this of the commit. */
async function status(commit: string, wanted: RegExp): Promise<void> {
  const said = () => theatre.github.world.statuses('acme/advent', commit).at(-1);
  await until(
    `the status of ${short(commit)} matches ${wanted}`,
    () => wanted.test(`${said()?.state}: ${said()?.description}`),
    { tell: () => JSON.stringify(said()) },
  );
}

describe('staging follows its branch', () => {
  it('away from what still waits: card and statuses say so, and nobody is told that it is contained', async () => {
    const begun = await theatre.pushes({ buildAsks: gate.port }, 'begun');
    await gate.holds(begun, theatre);
    const earlier = await theatre.pushes({}, 'a part of what is regretted');
    await theatre.reads(new RegExp(`waiting · ${short(earlier)}`));
    const regretted = await theatre.pushes({}, 'regretted');
    await theatre.reads(
      new RegExp(`waiting · ${short(regretted)}[\\s\\S]*Contains earlier pushes: .${short(earlier)}`),
    );
    await theatre.goesBackTo(begun);
    const meant = await theatre.pushes({}, 'meant', { force: true });
    await theatre.reads(new RegExp(`waiting · ${short(meant)}`));
    gate.lets(begun);

    // What had begun comes to its end: only what waits is put aside.
    await theatre.reads(new RegExp(`staging ✅ ready · ${short(begun)}`));
    await isReady(meant);
    expect(cardsOf(regretted)).toEqual([expect.stringMatching(/staging ⏭ superseded[\s\S]*look at #3/)]);
    expect(cardsOf(meant)).toEqual([expect.not.stringMatching(new RegExp(`${short(regretted)}|${short(earlier)}`))]);
    await status(regretted, /^error: .*superseded/);
    await status(earlier, new RegExp(`^error: Contained in ${short(regretted)}: .*superseded`));
    await status(meant, /^success: /);
  });

  it('back to an older commit, which is not built again', async () => {
    const older = await theatre.pushes({ buildAsks: gate.port }, 'older');
    gate.lets(older);
    await isReady(older);
    await isReady(await theatre.pushes({}, 'newer'));

    await theatre.github.world.forcePush('acme/advent', 'staging', older, 'ana');
    await until(
      'a second card of it is ready',
      () => cardsOf(older).filter((text) => /✅ ready/.test(text)).length === 2,
      {
        tell: () => theatre.transcript(),
      },
    );
    await theatre.serves('staging', older);
    expect(gate.of(older)).toMatchObject({ begun: 1, done: 1 });
    expect(theatre.artifactsOf(older)).toHaveLength(1);
  });

  it('forward by git revert: a commit of its own, which is built', async () => {
    const bad = await theatre.pushes({ buildFails: true }, 'Break the build');
    await theatre.reads(new RegExp(`staging ❌ failed · ${short(bad)}`));

    const revert = await theatre.github.world.revert('acme/advent', 'staging', 'ben');
    await isReady(revert);
    expect(cardsOf(revert)).toEqual([expect.stringContaining('Revert "Break the build"')]);
  });

  it('to a history that has nothing in common with the old one', async () => {
    const stranger = new WorkingCopy(theatre.github.world.remote('acme/advent', 'ben'));
    await stranger.open('staging');
    const unrelated = await stranger.push('staging', tinyApp(), 'Begun anew', { as: 'ben', force: true });
    stranger.close();
    await isReady(unrelated);
  });
});
