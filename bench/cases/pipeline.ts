import { readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAppDatabase } from '../../demo/app-database.ts';
import { openStage } from '../../demo/stage.ts';
import { Theatre } from '../../tests/world/theatre.ts';
import { tinyApp } from '../../tests/world/tiny-app.ts';
import { WorkingCopy } from '../../tests/world/working-copy.ts';
import type { Case, Row } from '../case.ts';
import { PlainPipeline } from '../pipeline/plain.ts';
import { type Result, type Run, race } from '../pipeline/race.ts';
import { inMs, median, spread } from '../statistics.ts';
import { openDatabase } from '../world/database.ts';

/** With half of them the ratio differed by a tenth from run to run: npm alone does so by a second. */
const eventAppRounds = 15;
/** Of pushes that change the packages, too: nothing of an earlier install is of use. */
const newPackagesRounds = 9;
const tinyAppRounds = 15;
const atMost = 1.1;
const eventApp = fileURLToPath(new URL('../../examples/event-app', import.meta.url));

const steps = ['fetch', 'build', 'migrate', 'switch', 'verify', 'test', 'evidence'];

/** One line for each side: the whole, and the medians of its parts. */
function row(what: string, runs: readonly Run[]): Row {
  const parts = steps.map((name) => {
    const its = runs.flatMap((run) => (run.steps[name] === undefined ? [] : [run.steps[name]]));
    return its.length === 0 ? [] : [`${name} ${median(its).toFixed(0)}`];
  });
  return { what, value: `${spread(runs.map(({ total }) => total))} (${parts.flat().join(', ')})` };
}

const total = (runs: readonly Run[]): number => median(runs.map((run) => run.total));

function ratioRow(what: string, { greenroom, plain }: Result): Row {
  const ratio = total(greenroom) / total(plain);
  return { what, value: ratio.toFixed(2), bar: { wanted: `at most ${atMost.toFixed(2)}`, met: ratio <= atMost } };
}

/**
 * Greenroom's staging pipeline beside the same commands in a plain script, from the push to the end of the suite. The
 * ratio is taken with the event app, whose build (`npm ci` from a warm cache) and suite take as long as those of a small
 * real app; a larger one only makes it better. Most pushes leave an app's packages as they are, and of those Greenroom
 * keeps them; what it takes where each push changes them stands below. What Greenroom adds whatever
 * the app is shows alone with the tiny app, whose own work is next to nothing.
 */
export const pipeline: Case = {
  name: 'pipeline',
  async run(say) {
    const { usual: real, newPackages } = await withEventApp(say);
    const tiny = await withTinyApp(say);
    const late = real.card.map((card, index) => card - (real.greenroom[index]?.total ?? Number.NaN));
    return [
      row('event app, plain script', real.plain),
      row('event app, Greenroom', real.greenroom),
      ratioRow('ratio', real),
      { what: 'its end → “ready” on the card', value: spread(late) },
      row('event app with other packages, plain script', newPackages.plain),
      row('event app with other packages, Greenroom', newPackages.greenroom),
      ratioRow('ratio with other packages', newPackages),
      row('tiny app, plain script', tiny.plain),
      row('tiny app, Greenroom', tiny.greenroom),
      { what: 'fixed time that Greenroom adds', value: inMs(total(tiny.greenroom) - total(tiny.plain)) },
    ];
  },
};

/** The world of `npm run demo`: Discord's rate limits on, the embedded PostgreSQL, the app with a database. */
async function withEventApp(
  say: (progress: string) => void,
): Promise<{ readonly usual: Result; readonly newPackages: Result }> {
  const closing: (() => Promise<unknown> | void)[] = [];
  try {
    const stage = await openStage((line) => say(line));
    closing.push(() => stage.close());
    const folder = await mkdtemp(join(tmpdir(), 'greenroom-bench-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    // PostgreSQL runs as another user where we are root, and has to be able to enter.
    await chmod(folder, 0o755);
    // The script's app gets a database of its own, so that neither finds the other's migrations done.
    const database = await startAppDatabase(folder);
    closing.push(() => database.stop());
    const plain = await PlainPipeline.of(join(stage.folder, 'greenroom.config.json'), {
      ...stage.secrets,
      STAGING_DATABASE_URL: database.urls.staging,
    });
    closing.push(() => plain.close());
    const clone = new WorkingCopy(stage.github.world.remote('acme/advent', 'ana'));
    closing.push(() => clone.close());
    await clone.open('staging');
    await cp(eventApp, clone.folder, {
      recursive: true,
      filter: (path) => !path.includes('node_modules') && !path.endsWith('build-info.json'),
    });
    const { discord, github, cast, greenroom } = stage;
    const exported = (): Promise<string> => greenroom.run('ledger', 'export');
    const track = { discord, github, deployments: cast.channels.deployments, clone, plain, exported };
    const usual = await race(track, eventAppRounds, (text) => say(`event app: ${text}`));
    const its = readFileSync(join(eventApp, 'package.json'), 'utf8');
    const newPackages = await race(
      track,
      newPackagesRounds,
      (text) => say(`event app with other packages: ${text}`),
      (round) => ({ 'package.json': its.replace('"description": "', `"description": "Change ${String(round)}. `) }),
    );
    return { usual, newPackages };
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function withTinyApp(say: (progress: string) => void): Promise<Result> {
  const theatre = await Theatre.open({
    database: await openDatabase(),
    rateLimits: 'discord',
    config: { poll: '60s' },
  });
  const plain = await PlainPipeline.of(join(theatre.folder, 'greenroom.config.json'));
  const clone = new WorkingCopy(theatre.github.world.remote('acme/advent', 'ana'));
  try {
    await clone.open('staging');
    const { discord, github, ids } = theatre;
    const exported = async (): Promise<string> => (await theatre.runs(['ledger', 'export']).ended).output;
    const track = { discord, github, deployments: ids.deployments, clone, plain, exported };
    return await race(
      track,
      tinyAppRounds,
      (text) => say(`tiny app: ${text}`),
      () => tinyApp(),
    );
  } finally {
    clone.close();
    await plain.close();
    await theatre.close();
  }
}
