import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestHeaders } from '../../../src/kit/index.ts';
import { parseJson } from '../../../src/trust.ts';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

const execute = promisify(execFile);
let copy: Awaited<ReturnType<typeof eventAppCopy>>;
let database: EventDatabase;
let app: RunningApp;

beforeAll(async () => {
  copy = await eventAppCopy();
  database = await eventDatabase();
  const variables = placeOf('staging', database.url);
  await run(copy.folder, 'scripts/migrate.js', variables);
  app = await startApp(copy.folder, variables);
  await tool('seed', { scenario: 'mid-event', rngSeed: 7 });
});
afterAll(async () => {
  await app.stop();
  await database.remove();
  await copy.remove();
});

/** As Greenroom asks: signed, and until it is done. */
async function asks(path: string, what: object): Promise<Record<string, unknown>> {
  const body = Buffer.from(JSON.stringify(what));
  const nonce = randomBytes(16).toString('hex');
  const key = placeOf('staging', '')['GREENROOM_KEY'] ?? '';
  const headers = requestHeaders(key, { method: 'POST', path, environment: 'staging', nonce, body }, Date.now());
  const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers, body });
  return Object(parseJson(await answer.text()));
}

async function tool(name: string, input: object): Promise<Record<string, unknown>> {
  const id = randomUUID();
  let said = await asks(`/_stage/${name}`, { id, at: Date.now(), by: { name: 'ana' }, fence: 1, input });
  while (said['state'] === 'running') said = await asks('/_stage/look', { id });
  return said;
}
const daysOf = async (who: Somebody) => Object((await who.ask('/api/days')).body).days;

describe('the event app’s stage tools', () => {
  test('E4.2 seed brings what a scenario says, and describe what there is', async () => {
    expect(await asks('/_stage/describe', {})).toMatchObject({
      tools: expect.arrayContaining(['seed', 'reset', 'unlock-day', 'complete', 'clock', 'simulate', 'draw']),
      scenarios: [{ name: 'mid-event' }, { name: 'fresh-event' }, {}, {}, { name: 'hostile-data' }],
      draws: [expect.stringMatching(/^#\d+ The great draw$/)],
      rows: { users: 202 },
    });
  });

  test('describe names a hundred whom simulate takes, and nobody real, or who runs the event', async () => {
    const named = async (): Promise<readonly string[]> => {
      const { users } = await asks('/_stage/describe', {});
      return Array.isArray(users) ? users.map(String) : [];
    };
    const [first = '', ...others] = await named();
    expect(others).toHaveLength(99);
    expect(others).not.toContain('Test Helper');
    expect(await tool('simulate', { user: first })).toMatchObject({ state: 'done', result: { user: {} } });
    await database.query('update users set synthetic = false where name = $1', [first]);
    expect(await named()).not.toContain(first);
    await database.query('update users set synthetic = true where name = $1', [first]);
  });

  test('E6.1 unlock-day opens a day for everybody, and locks it again', async () => {
    const ana = await new Somebody(app).logsInAsTester('Ana');
    expect(await ana.ask('/api/days/20')).toMatchObject({ status: 403 });
    expect(await tool('unlock-day', { day: 20 })).toMatchObject({ state: 'done', result: { day: 20, open: true } });
    expect(await ana.ask('/api/days/20/completions', { answer: 'noon' })).toMatchObject({ status: 201 });
    await tool('unlock-day', { day: 20, lock: true });
    expect(await ana.ask('/api/days/20')).toMatchObject({ status: 403 });
    expect(await tool('unlock-day', { day: 77 })).toMatchObject({
      state: 'refused',
      message: expect.stringContaining('The event has no day 77'),
    });
  });

  test('E6.2 complete marks a user as completed, normal or veteran', async () => {
    const [person] = await database.query("select name from users where name like '% 17' and synthetic");
    const user = String(person?.['name']);
    expect(await tool('complete', { user, mode: 'veteran' })).toMatchObject({
      state: 'done',
      result: { user, mode: 'veteran' },
    });
    await tool('complete', { user, mode: 'normal', days: [1, 2] });
    expect(
      await database.query(
        `select mode, count(*)::integer as days from completions join users on id = user_id where name = $1
         group by mode order by mode`,
        [user],
      ),
    ).toEqual([
      { mode: 'normal', days: 2 },
      { mode: 'veteran', days: 22 },
    ]);
    expect(await tool('complete', { user: 'Nobody', mode: 'normal' })).toMatchObject({
      state: 'refused',
      message: expect.stringContaining('There is no user Nobody'),
    });
  });

  test('E6.3 clock bypasses time locks: the app goes by the virtual clock until it is cleared', async () => {
    const ana = await new Somebody(app).logsInAsTester('Ana');
    const open = async () => (await daysOf(ana)).filter((day: { open: boolean }) => day.open).length;
    expect(await open()).toBe(12);
    await tool('clock', { by: 3 * 24 * 3_600_000 });
    expect(await open()).toBe(15);
    await tool('clock', { clear: true });
    expect(await open()).toBe(12);
  });

  test('E6.4 simulate says who could win, and what keeps the others out', async () => {
    const { result } = await tool('simulate', {});
    const { eligible, ineligible, reasons } = Object(result);
    expect(eligible).toBeGreaterThan(10);
    // Those whom the tests before logged in are people too.
    expect(await database.query('select count(*)::integer as all from users')).toEqual([
      { all: eligible + ineligible },
    ]);
    expect(reasons).toContainEqual({ reason: 'Has completed too few days.', count: expect.any(Number) });
    expect(Object(await tool('simulate', { synthetic: 5000 }))['result']).toMatchObject({
      reasons: expect.arrayContaining([{ reason: 'No Discord account is linked.', count: expect.any(Number) }]),
    });
    expect(Object(await tool('simulate', { user: 'Test Admin' }))['result']).toMatchObject({
      user: {
        eligible: false,
        because: [
          'Whoever runs the event cannot win in it.',
          'Has completed too few days.',
          'Has given no feedback yet.',
        ],
      },
    });
  });

  test('E7.2 draw is a rehearsal: winners, each once, how fair it is, and nothing of it is kept', async () => {
    const before = await database.query('select id, stock from prizes order by id');
    const { result } = await tool('draw', {});
    const drawn = Object(result);
    expect(drawn).toMatchObject({ draw: 'The great draw', rehearsal: true, unique: true });
    expect(drawn.winners).toHaveLength(24);
    expect(drawn.fairness.pValue).toBeGreaterThan(0.0001);
    expect(drawn.fairness.counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(2000);
    expect(Object(await tool('draw', { entrants: 100_000 }))['result']).toMatchObject({ entrants: 100_000 });
    expect(await database.query('select id, stock from prizes order by id')).toEqual(before);
    expect(await database.query('select * from wins')).toEqual([]);
  });

  test('E7.2 draw where nobody can take part is refused, and says so', async () => {
    await tool('seed', { scenario: 'fresh-event', rngSeed: 7 });
    expect(await tool('draw', {})).toMatchObject({
      state: 'refused',
      code: 'stage.failed',
      message: expect.stringContaining('Nobody can take part in “A rehearsal” now.'),
    });
  });

  // As many as the commands take. The machine that Fly gives to a small app has 256 MB.
  test.each([
    ['draw', '{ entrants: 1_000_000 }', 'it.entrants === 1_000_000 && it.unique'],
    ['simulate', '{ synthetic: 1_000_000 }', 'it.eligible + it.ineligible === 1_000_000'],
  ])('%s with a million who are made up fits into a small machine', async (name, input, is) => {
    const program = `
      const { ${name} } = await import(${JSON.stringify(`${copy.folder}/src/stage/${name}.js`)});
      const rows = (text) => (text.includes('from draws') ? [] : [{ count: 24, prize: 1, title: 'A sledge', amount: 3 }]);
      const context = { query: async (text) => ({ rows: rows(text) }), rngSeed: 1, random: Math.random };
      const it = await ${name}(context, ${input});
      console.log(${is});`;
    const arguments_ = ['--max-old-space-size=96', '--input-type=module', '--eval', program];
    expect((await execute(process.execPath, arguments_)).stdout).toBe('true\n');
  });
});
