import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { startAppDatabase } from '../../demo/app-database.ts';
import { eventAppCopy, placeOf, run, startApp } from '../../tests/examples/event-app/event-process.ts';
import { Somebody } from '../../tests/examples/event-app/somebody.ts';
import type { Case, Row } from '../case.ts';
import { inMs, median } from '../statistics.ts';

const rounds = 5;
const made = z.object({ id: z.number() });
const phases = z.object({ phases: z.array(z.object({ name: z.string(), ms: z.number() })) });

/** A hundred thousand who have played and said something. */
const crowd = [
  "insert into users (name, synthetic) select 'Person ' || n, true from generate_series(1, 100000) n",
  'insert into discord_accounts select (300000000000000000 + id)::text, id, name from users on conflict do nothing',
  "insert into completions (user_id, day, mode) select id, 1, 'normal' from users on conflict do nothing",
  'insert into feedback (user_id, day, rating) select id, 1, 5 from users on conflict do nothing',
  'analyze',
];

const row = (what: string, values: readonly number[], wantedMs: number): Row => ({
  what,
  value: `${inMs(median(values))} (${values.map((value) => value.toFixed(0)).join(', ')})`,
  bar: { wanted: `under ${String(wantedMs / 1000)} s`, met: median(values) < wantedMs },
});

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** What people wait for on the stage: data for 10,000 users made anew and brought back, and a draw over 100,000. */
export const eventApp: Case = {
  name: 'event-app',
  async run(say) {
    const folder = await mkdtemp(join(tmpdir(), 'greenroom-bench-'));
    // PostgreSQL runs as another user where we are root, and has to be able to enter.
    await chmod(folder, 0o755);
    const database = await startAppDatabase(folder);
    const copy = await eventAppCopy();
    const place = placeOf('staging', database.urls.staging);
    const script = async (name: string, ...args: string[]): Promise<string> => {
      const { code, output } = await run(copy.folder, `scripts/${name}.js`, place, args);
      if (code !== 0) throw new Error(`${name}: ${output}`);
      return output;
    };
    const client = new pg.Client({ connectionString: database.urls.staging });
    try {
      await script('migrate');
      const seeds: number[] = [];
      const resets: number[] = [];
      const undos: number[] = [];
      const draws: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        say(`reset ${String(round)} of ${String(rounds)}`);
        let output = '';
        resets.push(await took(async () => (output = await script('reset', '--scenario', 'draw-day'))));
        const told = output.split('\n').find((line) => line.toLowerCase().startsWith('reset: ')) ?? '';
        const { phases: its } = phases.parse(JSON.parse(told.slice('reset: '.length)));
        seeds.push(its.find(({ name }) => name === 'seed')?.ms ?? Number.NaN);
        undos.push(await took(() => script('undo-reset')));
      }
      await client.connect();
      await client.query('set search_path = app');
      for (const text of crowd) await client.query(text);
      const app = await startApp(copy.folder, place);
      const admin = await new Somebody(app).logsInAsTester('Ana', { admin: true });
      const prize = made.parse((await admin.ask('/api/prizes', { title: 'A sledge', stock: 1000 })).body).id;
      for (let round = 1; round <= rounds; round += 1) {
        say(`draw ${String(round)} of ${String(rounds)}`);
        const wanted = { title: 'A draw', daysNeeded: 1, prizes: [{ prize, amount: 10 }] };
        const draw = made.parse((await admin.ask('/api/draws', wanted)).body).id;
        draws.push(await took(() => admin.ask(`/api/draws/${String(draw)}/run`, undefined, 'POST')));
      }
      await app.stop();
      return [
        row('seed of 10,000 people', seeds, 3_000),
        row('npm run reset with 10,000 people, its snapshot and all', resets, 10_000),
        row('npm run undo-reset', undos, 2_000),
        row('a draw over 100,000 entrants, as the admin waits for it', draws, 1_000),
      ];
    } finally {
      await client.end().catch(() => undefined);
      await database.stop();
      await copy.remove();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
