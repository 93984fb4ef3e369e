import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, startApp } from './event-process.ts';
import { until } from '../../world/until.ts';

const commit = 'c0ffee'.padEnd(40, '0');
let copy: Awaited<ReturnType<typeof eventAppCopy>>;

beforeAll(async () => {
  copy = await eventAppCopy();
});
afterAll(() => copy.remove());

test('its own tests pass', async () => {
  const own = ['pick-winners', 'eligibility', 'environment'].map((name) => `test/${name}.test.js`);
  const ended = await run(copy.folder, '--test', {}, own);
  expect(ended).toMatchObject({ code: 0, output: expect.stringMatching(/pass [1-9]\d/) });
});

describe('E1.2 APP_ENV and IS_PRODUCTION decide what the event app is, and it does not start', () => {
  const staging = placeOf('staging', 'postgres://nobody@127.0.0.1:1/none');
  test.each([
    [{ ...staging, IS_PRODUCTION: 'true' }, 'they contradict each other'],
    [{ ...staging, APP_ENV: 'production' }, 'they contradict each other'],
    [{ ...staging, APP_ENV: '' }, 'APP_ENV is ""'],
    [{ ...staging, IS_PRODUCTION: 'no' }, 'IS_PRODUCTION is "no"'],
    [{ ...staging, GREENROOM_KEY: 'short' }, 'shorter than 32 characters'],
  ])('on %j', async (variables, words) => {
    for (const script of ['src/main.js', 'scripts/migrate.js']) {
      const ended = await run(copy.folder, script, variables);
      expect(ended.output).toContain(words);
      expect(ended.code).toBe(1);
    }
  });
});

describe('its build', () => {
  test('bakes the commit in, and nothing else', async () => {
    const built = await run(copy.folder, 'scripts/bake.js', { GREENROOM_COMMIT: commit });
    expect(built.code).toBe(0);
    expect(await readFile(join(copy.folder, 'build-info.json'), 'utf8')).toBe(`{"commit":"${commit}"}\n`);
  });

  test.each(['', 'main', commit.slice(0, 12), `${commit}; rm -rf /`])(
    'takes no commit but a full one: %j',
    async (name) => {
      expect((await run(copy.folder, 'scripts/bake.js', { GREENROOM_COMMIT: name })).code).toBe(1);
    },
  );
});

describe('E2.2 its migrations', () => {
  let database: EventDatabase;
  beforeAll(async () => {
    database = await eventDatabase();
  });
  afterAll(() => database.remove());
  const migrate = () => run(copy.folder, 'scripts/migrate.js', placeOf('staging', database.url));
  const file = () => join(copy.folder, 'migrations/005-votes.sql');

  test('are applied once each, even by four at a time', async () => {
    const all = await Promise.all([migrate(), migrate(), migrate(), migrate()]);
    expect(all.map((one) => [one.code, one.code === 0 ? '' : one.output])).toEqual(all.map(() => [0, '']));
    expect(all.filter((one) => one.output.includes('applied 001-event.sql, 002-people.sql'))).toHaveLength(1);
    expect(all.filter((one) => one.output.includes('it begins today'))).toHaveLength(1);
    expect(await database.query('select count(*)::integer as days from days')).toEqual([{ days: 24 }]);
  });

  test('begin the event once: who comes while another is in the middle of it waits, and finds it there', async () => {
    await database.query('truncate event, days cascade');
    const somebody = await database.locksOut('days');
    const all = [migrate(), migrate()];
    // One has found no event, has written its name, and cannot write its days; the other is on its way to the same.
    await until('both are held at the event', async () => {
      const [held] = await database.query(
        `select count(*)::integer as count from pg_stat_activity
         where datname = current_database() and application_name = 'event-app migrate'
           and wait_event_type = 'Lock' and query !~ 'pg_advisory_lock'`,
      );
      return held?.['count'] === all.length;
    });
    await somebody.letsIn();
    const ended = await Promise.all(all);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(ended.map(({ output }) => output).toSorted()).toEqual([
      'nothing to migrate\n',
      'nothing to migrate\nthere was no event yet: it begins today\n',
    ]);
    expect(await database.query('select count(*)::integer as days from days')).toEqual([{ days: 24 }]);
  });

  test('that fail leave nothing half done, and work when mended', async () => {
    await writeFile(file(), 'create table votes (id integer);\nselect * from nowhere;\n');
    const failed = await migrate();
    expect(failed).toMatchObject({ code: 1, output: expect.stringContaining('005-votes.sql: relation "nowhere"') });
    expect(await database.query("select to_regclass('votes') as found")).toEqual([{ found: null }]);
    await writeFile(file(), 'create table votes (id integer);\n');
    expect(await migrate()).toMatchObject({ code: 0, output: 'applied 005-votes.sql\n' });
  });

  test('are refused when a file was changed after it was applied', async () => {
    await appendFile(file(), 'drop table days;\n');
    expect(await migrate()).toMatchObject({
      code: 1,
      output: expect.stringContaining('was changed after it was applied'),
    });
    await rm(file());
  });

  test('E7.4 and the app itself refuse data that are another environment’s, and touch nothing', async () => {
    const before = await database.query('select name from schema_migrations order by name');
    const swapped = placeOf('production', database.url);
    for (const script of ['scripts/migrate.js', 'src/main.js']) {
      const ended = await run(copy.folder, script, swapped);
      expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('The data carry the marker of another') });
    }
    expect(await database.query('select name from schema_migrations order by name')).toEqual(before);
    const own = await startApp(copy.folder, placeOf('staging', database.url));
    expect((await own.stop()).code).toBe(0);
  });
});
