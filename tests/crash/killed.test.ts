import { afterEach, describe, expect, it } from 'vitest';
import { type Place, Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';
import { BuildWatch } from './build-watch.ts';
import { Killer, type StepName, productionSteps, stagingSteps } from './killer.ts';

/**
 * M3, a sample of it that fits into `npm test`; `npm run crash` runs the whole of it: every step of both places,
 * before and after its effect, one to three deaths in a row, the worker alone and Greenroom as a whole, and 100 seeded
 * random moments.
 */
const whole = process.env['GREENROOM_CRASH'] === 'all';
const seed = Number(process.env['GREENROOM_CRASH_SEED'] ?? '20261123');
const moments = whole ? 100 : 3;

interface Point {
  readonly step: StepName;
  readonly when: 'started' | 'succeeded';
  readonly times: number;
}

const every = (steps: readonly StepName[]): readonly Point[] =>
  steps.flatMap((step) =>
    (['started', 'succeeded'] as const).flatMap((when) => [1, 2, 3].map((times) => ({ step, when, times }))),
  );

let theatre: Theatre;
let killer: Killer;
let builds: BuildWatch;

async function setUp(role: 'worker-staging' | 'worker-production' | 'all'): Promise<void> {
  builds = await BuildWatch.open();
  theatre = await Theatre.open({ started: false });
  if (role !== 'all')
    for (const other of ['web', 'bot', 'worker-staging', 'worker-production'])
      if (other !== role) await theatre.starts(other);
  killer = await Killer.of(theatre, role);
}
afterEach(async () => {
  await killer.close();
  await theatre.close();
  await builds.close();
});

const pushes = (message: string): Promise<string> => theatre.pushes({ buildTells: builds.port }, message);

/** After any deaths: it ended well, once, and everything that is shown is so. */
async function allIsWell(place: Place, commit: string): Promise<void> {
  expect(await killer.end(place, commit)).toBe('succeeded');
  await theatre.serves(place, commit);
  await until('one version serves', () => theatre.servingFolders(place).length === 1, {
    tell: () => theatre.servingFolders(place).join('\n'),
  });
  const short = commit.slice(0, 7);
  const end = place === 'staging' ? `${short}[\\s\\S]*[Rr]eady for manual testing` : `production ✅[^\\n]*${short}`;
  await theatre.reads(new RegExp(end));
  const cards = theatre.shown().filter(({ text }) => text.includes(short) && text.startsWith(place));
  expect(cards, theatre.transcript()).toHaveLength(1);
  // GitHub's own rules space writes a second apart.
  const patient = { tell: () => theatre.transcript() };
  const { world } = theatre.github;
  const statuses = () => world.statuses('acme/advent', commit).filter((one) => one.context === `greenroom/${place}`);
  await until('GitHub shows the end', () => statuses().at(-1)?.state === 'success', patient);
  const shown = () => world.deployments('acme/advent').filter((one) => one.sha === commit && one.environment === place);
  await until('GitHub has the deployment', () => shown().length > 0, patient);
  expect(shown()).toHaveLength(1);
}

/**
 * One build is alive at a time. One that a death cut short is begun again; one that ended is not, but for deaths
 * between its end and its artifact taking its place, which only a random moment can hit.
 */
function builtOnce(commit: string, deaths: number, most = 1): void {
  const { begun, done, live, mostAtOnce } = builds.of(commit);
  expect({ live, mostAtOnce }).toEqual({ live: 0, mostAtOnce: 1 });
  expect(done).toBeGreaterThanOrEqual(1);
  expect(done).toBeLessThanOrEqual(most);
  expect(begun).toBeLessThanOrEqual(done + deaths);
  expect(theatre.artifactsOf(commit)).toHaveLength(1);
}

const ofStaging: readonly Point[] = whole
  ? every(stagingSteps)
  : [
      { step: 'build', when: 'started', times: 2 },
      { step: 'switch', when: 'started', times: 1 },
      { step: 'test', when: 'succeeded', times: 1 },
    ];

describe.each(whole ? (['worker-staging', 'all'] as const) : (['all'] as const))('kill -9 of %s', (role) => {
  it(`at ${ofStaging.length} points of a deployment only delays it`, { timeout: 1_800_000 }, async () => {
    await setUp(role);
    for (const { step, when, times } of ofStaging) {
      const commit = await pushes(`dies when ${step} ${when}, ${times} times`);
      const died = await killer.diesAt('staging', commit, step, when, times);
      await allIsWell('staging', commit);
      builtOnce(commit, died);
    }
    expect(killer.deaths).toBeGreaterThanOrEqual(ofStaging.length / 2);
  });
});

const ofProduction: readonly Point[] = whole ? every(productionSteps) : [{ step: 'switch', when: 'started', times: 2 }];

describe.each(whole ? (['worker-production', 'all'] as const) : (['all'] as const))('kill -9 of %s', (role) => {
  it(`at ${ofProduction.length} points of a promotion only delays it`, { timeout: 1_800_000 }, async () => {
    await setUp(role);
    for (const { step, when, times } of ofProduction) {
      const commit = await pushes(`production dies when ${step} ${when}, ${times} times`);
      await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
      theatre.reacts('ben', await theatre.asksForProduction(commit));
      await killer.diesAt('production', commit, step, when, times);
      await allIsWell('production', commit);
      builtOnce(commit, 0);
    }
    expect(killer.deaths).toBeGreaterThanOrEqual(ofProduction.length / 2);
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
      const commit = await pushes(`random death ${moment}`);
      await killer.diesAfter(random(2_500));
      await allIsWell('staging', commit);
      builtOnce(commit, 1, 2);
    }
  });
});
