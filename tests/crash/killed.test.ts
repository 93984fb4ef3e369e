import { afterEach, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';
import { Killer, stagingSteps } from './killer.ts';

/**
 * M3, a sample of it that fits into `npm run check`; `npm run crash` runs the whole of it: every step, before and after
 * its effect, one to three deaths in a row, the worker alone and Greenroom as a whole, and 100 seeded random moments.
 */
const whole = process.env['GREENROOM_CRASH'] === 'all';
const seed = Number(process.env['GREENROOM_CRASH_SEED'] ?? '20261123');
const moments = whole ? 100 : 3;

let theatre: Theatre;
let killer: Killer;

async function setUp(role: 'worker-staging' | 'all'): Promise<void> {
  theatre = await Theatre.open({ started: false });
  if (role === 'worker-staging') {
    await theatre.starts('web');
    await theatre.starts('bot');
  }
  killer = await Killer.of(theatre, role);
}
afterEach(async () => {
  await killer.close();
  await theatre.close();
});

/** After any deaths: it ended well, once, and everything that is shown is so. */
async function allIsWell(commit: string): Promise<void> {
  expect(await killer.end(commit)).toBe('succeeded');
  await theatre.serves('staging', commit);
  await until('one version serves', () => theatre.servingFolders('staging').length === 1, {
    tell: () => theatre.servingFolders('staging').join('\n'),
  });
  await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
  expect(theatre.shown().filter((message) => message.text.includes(commit.slice(0, 7)))).toHaveLength(1);
  // A projector that died holds its rows for 15 s, and GitHub's own rules space writes a second apart.
  const patient = { deadlineMs: 60_000, tell: () => theatre.transcript() };
  const { world } = theatre.github;
  await until('GitHub shows the end', () => world.statuses('acme/advent', commit).at(-1)?.state === 'success', patient);
  const shown = () => world.deployments('acme/advent').filter((one) => one.sha === commit);
  await until('GitHub has the deployment', () => shown().length > 0, patient);
  expect(shown()).toHaveLength(1);
}

const points = whole
  ? stagingSteps.flatMap((step) =>
      (['started', 'succeeded'] as const).flatMap((when) => [1, 2, 3].map((times) => ({ step, when, times }))),
    )
  : ([
      { step: 'build', when: 'started', times: 2 },
      { step: 'switch', when: 'started', times: 1 },
      { step: 'test', when: 'succeeded', times: 1 },
    ] as const);

describe.each(whole ? (['worker-staging', 'all'] as const) : (['all'] as const))('kill -9 of %s', (role) => {
  it(`at ${points.length} points of a deployment only delays it`, { timeout: 1_200_000 }, async () => {
    await setUp(role);
    for (const { step, when, times } of points) {
      const commit = await theatre.pushes({}, `dies when ${step} ${when}, ${times} times`);
      await killer.diesAt(commit, step, when, times);
      await allIsWell(commit);
    }
    expect(killer.deaths).toBeGreaterThanOrEqual(points.length / 2);
  });
});

describe('kill -9 at random moments', () => {
  it(`${moments} of them, seed ${seed}`, { timeout: 1_800_000 }, async () => {
    await setUp('all');
    let state = seed;
    const random = (most: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state % most;
    };
    for (let moment = 0; moment < moments; moment += 1) {
      const commit = await theatre.pushes({}, `random death ${moment}`);
      await killer.diesAfter(random(2_500));
      await allIsWell(commit);
    }
  });
});
