import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EventDatabase, eventDatabase, productionEventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

const commit = 'c0ffee'.padEnd(40, '0');
let copy: Awaited<ReturnType<typeof eventAppCopy>>;

beforeAll(async () => {
  copy = await eventAppCopy();
  await run(copy.folder, 'scripts/bake.js', { GREENROOM_COMMIT: commit });
  expect(await run(copy.folder, 'scripts/build-web.js')).toMatchObject({ code: 0 });
});
afterAll(() => copy.remove());

describe('the event app on staging', () => {
  let database: EventDatabase;
  let app: RunningApp;
  beforeAll(async () => {
    database = await eventDatabase();
    app = await startApp(copy.folder, placeOf('staging', database.url));
  });
  afterAll(async () => {
    await app.stop();
    await database.remove();
  });
  const anyone = () => new Somebody(app);

  test('is not healthy before its database is migrated', async () => {
    expect(await anyone().ask('/healthz')).toMatchObject({ status: 503 });
    expect((await anyone().ask('/version')).body).toMatchObject({ commit, environment: 'staging', schema: 'unknown' });
    await run(copy.folder, 'scripts/migrate.js', placeOf('staging', database.url));
    expect(await anyone().ask('/healthz')).toMatchObject({ status: 200, body: { ok: true } });
    expect((await anyone().ask('/version')).body).toMatchObject({ schema: '004-prizes.sql' });
  });

  test('says that its sessions are in PostgreSQL where there is no Redis', async () => {
    expect((await anyone().ask('/version')).body).toMatchObject({ sessions: 'postgres' });
    expect(app.output()).toContain('REDIS_URL is not set: sessions are in PostgreSQL');
    await anyone().ask('/auth/test-login', { name: 'Ana' });
    expect(await database.query('select count(*)::integer as sessions from sessions')).toEqual([{ sessions: 1 }]);
  });

  test('opens a day at its time and not before', async () => {
    await database.query("update event set starts_on = (now() at time zone 'utc')::date - 2");
    const ana = await anyone().logsInAsTester('Ana');
    expect(await ana.ask('/api/days/3/completions', { answer: '2468' })).toMatchObject({ status: 201 });
    expect(await ana.ask('/api/days/4/completions', { answer: 'shed' })).toMatchObject({
      status: 403,
      body: { code: 'not-open', message: 'This day is not open yet.' },
    });
  });

  test('counts a day once when twenty send it at the same time', async () => {
    const ben = await anyone().logsInAsTester('Ben');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ben.ask('/api/days/1/completions', { answer: 'snow' })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
    expect(
      await database.query(
        "select count(*)::integer as rows from completions join users on users.id = user_id where name = 'Ben'",
      ),
    ).toEqual([{ rows: 1 }]);
  });

  test('E9.1 passes its integration suite from login to prize draw, which leaves JUnit', async () => {
    // As Greenroom runs it on Fly: from the sources alone, without a package.
    const sources = await mkdtemp(join(tmpdir(), 'event-suite-'));
    for (const part of ['package.json', 'integration', 'scripts', 'src'])
      await cp(join(copy.folder, part), join(sources, part), { recursive: true });
    const report = join(sources, 'reports/junit.xml');
    const suite = await run(sources, 'scripts/integration.js', {
      GREENROOM_URL_API: app.url,
      GREENROOM_JUNIT: report,
    });
    expect(suite).toMatchObject({ code: 0, output: expect.stringContaining('fail 0') });
    const junit = await readFile(report, 'utf8');
    expect(junit.match(/<testcase /g)).toHaveLength(26);
    expect(junit).not.toMatch(/<(failure|skipped)/);
    await rm(sources, { recursive: true });
  });

  describe('E8.1 where testers have locked days, its suite', () => {
    const junit = () => join(copy.folder, 'reports/junit.xml');
    const suite = () =>
      run(copy.folder, 'scripts/integration.js', { GREENROOM_URL_API: app.url, GREENROOM_JUNIT: junit() }, [
        'draw',
        'play',
      ]);
    afterEach(() => database.query('update days set override = null'));

    test('plays one that is open', async () => {
      await database.query("update days set override = 'closed' where day = 1");
      expect(await suite()).toMatchObject({ code: 0, output: expect.stringContaining('fail 0') });
    });

    test('says, where none is open, that this is it and how to open one', async () => {
      await database.query("update days set override = 'closed'");
      expect(await suite()).toMatchObject({ code: 1 });
      expect(await readFile(junit(), 'utf8')).toContain('No day is open here, so nothing can be played. Open one with');
    });
  });

  test('leaves nothing drawn behind, and only people that are marked as made up', async () => {
    expect(await database.query('select id from draws')).toEqual([]);
    expect(await database.query('select name from users where not synthetic')).toEqual([]);
  });

  test('ends on SIGTERM with a request under way, which it answers', async () => {
    const other = await startApp(copy.folder, placeOf('staging', database.url));
    let stopped: (code: number | null) => void = () => undefined;
    const code = new Promise<number | null>((resolve) => (stopped = resolve));
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const asking = request(`${other.url}/auth/test-login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 14, expect: '100-continue' },
      });
      asking.on('response', (response) => resolve(response.resume().statusCode));
      asking.on('error', reject);
      // The server has the request and waits for its body; now it is told to end.
      asking.on('continue', () => {
        void other.stop().then((ended) => stopped(ended.code));
        asking.end('{"name":"cleo"}'.slice(0, 14));
      });
    });
    // The text is cut short, so it is no JSON: answered all the same, with 400.
    expect(await answered).toBe(400);
    expect(await code).toBe(0);
  });
});

describe('the event app in production', () => {
  let database: Awaited<ReturnType<typeof productionEventDatabase>>;
  let app: RunningApp;
  beforeAll(async () => {
    database = await productionEventDatabase();
    await run(copy.folder, 'scripts/migrate.js', placeOf('production', database.url));
    app = await startApp(copy.folder, placeOf('production', database.url));
    await database.rests();
  });
  afterAll(async () => {
    await app.stop();
    await database.remove();
  });

  test('E1.2 says so, logs no doings, and wants to be found', async () => {
    const answer = await new Somebody(app).ask('/config.json');
    expect(answer.body).toMatchObject({ environment: 'production', production: true });
    expect(answer.headers.get('x-robots-tag')).toBeNull();
    expect(app.output()).not.toContain('/config.json');
  });

  test.each(['/auth/test-login', '/_stage/describe', '/_stage/reset', '/_stage/seed'])(
    'E6 has no %s: not there, like any path that nobody made',
    async (path) => {
      expect(await new Somebody(app).ask(path, { name: 'Eve' })).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      });
    },
  );

  test('E7.3 its suite refuses to touch it', async () => {
    const suite = await run(copy.folder, 'scripts/integration.js', { GREENROOM_URL_API: app.url });
    expect(suite).toMatchObject({ code: 1, output: expect.stringContaining('says it is "production"') });
    expect(await database.query('select * from users')).toEqual([]);
  });
});

describe('the page as a service of its own', () => {
  // `URL` itself takes none of these for an address.
  test.each(['//', '//:/', 'http://'])('answers everybody after somebody has asked for %s', async (path) => {
    const variables = { APP_ENV: 'production', IS_PRODUCTION: 'true', API_URL: 'http://127.0.0.1:9' };
    const page = await startApp(copy.folder, variables, 'web/serve.js');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asking = request({ port: new URL(page.url).port, path });
      asking.on('response', (response) => resolve(response.resume().statusCode));
      asking.on('error', reject);
      asking.end();
    });
    expect(status).toBe(400);
    expect((await fetch(page.url)).status).toBe(200);
    await page.stop();
  });
});
