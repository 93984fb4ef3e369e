import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseJson } from '../../../src/trust.ts';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, run, type RunningApp, startApp } from './event-process.ts';

const commit = 'c0ffee'.padEnd(40, '0');
let copy: Awaited<ReturnType<typeof eventAppCopy>>;

beforeAll(async () => {
  copy = await eventAppCopy();
});
afterAll(() => copy.remove());

async function ask(app: RunningApp, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${app.url}${path}`, body === undefined ? {} : post);
  return { status: answer.status, body: parseJson(await answer.text()) };
}

describe('the event app refuses to start', () => {
  const database = 'postgres://nobody@127.0.0.1:1/none';
  test.each([
    [{ APP_ENV: 'staging', IS_PRODUCTION: 'true', DATABASE_URL: database }, 'They contradict each other'],
    [{ APP_ENV: 'production', IS_PRODUCTION: 'false', DATABASE_URL: database }, 'They contradict each other'],
    [{ DATABASE_URL: database }, 'APP_ENV is ""'],
    [{ APP_ENV: 'Production', DATABASE_URL: database }, 'APP_ENV is "Production"'],
    [{ APP_ENV: 'staging', IS_PRODUCTION: 'no', DATABASE_URL: database }, 'IS_PRODUCTION is "no"'],
    [{ APP_ENV: 'staging' }, 'DATABASE_URL is missing'],
    [{ APP_ENV: 'staging', DATABASE_URL: database, PORT: 'http' }, 'PORT is "http"'],
  ])('on %j', async (variables, words) => {
    const ended = await run(copy.folder, 'src/main.js', variables);
    expect(ended.output).toContain(words);
    expect(ended.code).toBe(1);
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

describe('its migrations', () => {
  let database: EventDatabase;
  beforeAll(async () => {
    database = await eventDatabase();
  });
  afterAll(() => database.remove());
  const migrate = () => run(copy.folder, 'scripts/migrate.js', { DATABASE_URL: database.url });

  test('are applied once each, even by four at a time', async () => {
    const all = await Promise.all([migrate(), migrate(), migrate(), migrate()]);
    expect(all.map((one) => one.code)).toEqual([0, 0, 0, 0]);
    expect(all.filter((one) => one.output.includes('applied 001-days.sql, 002-completions.sql'))).toHaveLength(1);
    expect(await database.query('select count(*)::integer as days from days')).toEqual([{ days: 24 }]);
  });

  test('that fail leave nothing half done, and work when mended', async () => {
    const file = join(copy.folder, 'migrations/003-prizes.sql');
    await writeFile(file, 'create table prizes (id integer);\nselect * from nowhere;\n');
    const failed = await migrate();
    expect(failed).toMatchObject({ code: 1, output: expect.stringContaining('003-prizes.sql: relation "nowhere"') });
    expect(await database.query("select to_regclass('prizes') as found")).toEqual([{ found: null }]);
    await writeFile(file, 'create table prizes (id integer);\n');
    expect(await migrate()).toMatchObject({ code: 0, output: 'applied 003-prizes.sql\n' });
  });

  test('are refused when a file was changed after it was applied', async () => {
    await appendFile(join(copy.folder, 'migrations/003-prizes.sql'), 'drop table days;\n');
    expect(await migrate()).toMatchObject({
      code: 1,
      output: expect.stringContaining('was changed after it was applied'),
    });
    await rm(join(copy.folder, 'migrations/003-prizes.sql'));
  });
});

describe('the event app on staging', () => {
  let database: EventDatabase;
  let app: RunningApp;
  beforeAll(async () => {
    database = await eventDatabase();
    await run(copy.folder, 'scripts/bake.js', { GREENROOM_COMMIT: commit });
    app = await startApp(copy.folder, { APP_ENV: 'staging', IS_PRODUCTION: 'false', DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await app.stop();
    await database.remove();
  });

  test('is not healthy before its database is migrated', async () => {
    expect(await ask(app, '/healthz')).toMatchObject({ status: 503 });
    expect(await ask(app, '/version')).toEqual({
      status: 200,
      body: { commit, environment: 'staging', schema: 'unknown' },
    });
    await run(copy.folder, 'scripts/migrate.js', { DATABASE_URL: database.url });
    expect(await ask(app, '/healthz')).toEqual({ status: 200, body: { ok: true } });
    expect(await ask(app, '/version')).toMatchObject({ body: { schema: '002-completions.sql' } });
  });

  test('opens a day at its time and not before', async () => {
    await database.query("update event set starts_on = (now() at time zone 'utc')::date - 2");
    expect(await ask(app, '/api/days/3/completions', { user: 'ana' })).toMatchObject({ status: 201 });
    expect(await ask(app, '/api/days/4/completions', { user: 'ana' })).toEqual({
      status: 403,
      body: { code: 'not-open', message: 'This day is not open yet.' },
    });
    const page = await (await fetch(app.url)).text();
    expect(page).toContain('3 of 24 days are open');
    expect(page).toContain('STAGING');
  });

  test('counts a day once when twenty send it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(app, '/api/days/1/completions', { user: 'ben' })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
    expect(await database.query("select count(*)::integer as rows from completions where user_name = 'ben'")).toEqual([
      { rows: 1 },
    ]);
  });

  test('passes its own integration suite, which leaves JUnit', async () => {
    const report = join(copy.folder, 'reports/junit.xml');
    const suite = await run(copy.folder, 'scripts/integration.js', {
      GREENROOM_URL_API: app.url,
      GREENROOM_JUNIT: report,
    });
    expect(suite.output).toContain('pass 7');
    expect(suite.code).toBe(0);
    expect((await readFile(report, 'utf8')).match(/<testcase /g)).toHaveLength(7);
  });

  test('fails its integration suite where something is wrong, by name', async () => {
    await database.query('alter table completions rename to gone');
    const report = join(copy.folder, 'reports/red.xml');
    const suite = await run(copy.folder, 'scripts/integration.js', {
      GREENROOM_URL_API: app.url,
      GREENROOM_JUNIT: report,
    });
    await database.query('alter table gone rename to completions');
    expect(suite.code).toBe(1);
    expect(await readFile(report, 'utf8')).toMatch(/<testcase name="counts a completed day once[^>]*>\s*<failure/);
  });

  test('ends on SIGTERM with a request under way, which it answers', async () => {
    const other = await startApp(copy.folder, { APP_ENV: 'staging', DATABASE_URL: database.url });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const asking = request(`${other.url}/api/days/1/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 14, expect: '100-continue' },
      });
      asking.on('response', (response) => resolve(response.resume().statusCode));
      asking.on('error', reject);
      // The server has the request and waits for its body; now it is told to end.
      asking.on('continue', () => {
        void other.stop().then(({ code }) => stopped(code));
        asking.end('{"user":"cleo"}'.slice(0, 14));
      });
    });
    let stopped: (code: number | null) => void = () => undefined;
    const code = new Promise<number | null>((resolve) => (stopped = resolve));
    // The text is cut short, so it is no JSON: answered all the same, with 400.
    expect(await answered).toBe(400);
    expect(await code).toBe(0);
  });
});

describe('the event app in production', () => {
  test('shows no ribbon, and its suite refuses to touch it', async () => {
    const database = await eventDatabase();
    await run(copy.folder, 'scripts/migrate.js', { DATABASE_URL: database.url });
    const app = await startApp(copy.folder, {
      APP_ENV: 'production',
      IS_PRODUCTION: 'true',
      DATABASE_URL: database.url,
    });
    expect(await (await fetch(app.url)).text()).not.toContain('not the real event');
    const suite = await run(copy.folder, 'scripts/integration.js', { GREENROOM_URL_API: app.url });
    expect(suite).toMatchObject({ code: 1, output: expect.stringContaining('says it is "production"') });
    expect(await database.query('select * from completions')).toEqual([]);
    expect((await app.stop()).code).toBe(0);
    await database.remove();
  });
});
