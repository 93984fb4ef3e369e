import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventDatabase, productionEventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

let copy: Awaited<ReturnType<typeof eventAppCopy>>;
let database: Awaited<ReturnType<typeof productionEventDatabase>>;
let production: RunningApp;

beforeAll(async () => {
  copy = await eventAppCopy();
  database = await productionEventDatabase();
  const place = placeOf('production', database.url);
  await run(copy.folder, 'scripts/migrate.js', place);
  production = await startApp(copy.folder, place);
  // People as they come from Discord; the first two run the event.
  await database.query(`insert into users (name) select 'Person ' || n from generate_series(1, 60) n`);
  await database.query(`insert into discord_accounts (discord_id, user_id, username)
    select (200000000000000000 + id)::text, id, 'person' from users`);
  await database.query(`insert into user_roles values (1, 'admin'), (2, 'admin')`);
  await database.query(`insert into completions (user_id, day, mode) select id, 1, 'normal' from users`);
  await database.query(`insert into feedback (user_id, day, rating) select id, 1, 5 from users`);
  await database.rests();
});
afterAll(async () => {
  await production.stop();
  await database.remove();
  await copy.remove();
});

/** Production has no test login, so the session is put where the app looks for it, as only its key can. */
async function loggedIn(user: number): Promise<Somebody> {
  const id = Buffer.from(String(user).padStart(32, '0')).toString('base64url');
  const key = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { keyed } from '${copy.folder}/src/people/session-key.js';
       console.log(keyed(process.argv[1], 'session', process.argv[2]));`,
      placeOf('production', '')['SESSION_KEY'] ?? '',
      id,
    ],
    { encoding: 'utf8' },
  ).stdout.trim();
  await database.query(
    `insert into sessions (key, user_id, expires_at) values ($1, $2, now() + interval '1 hour') on conflict do nothing`,
    [key, user],
  );
  const somebody = new Somebody(production);
  somebody.cookies.set('session', id);
  return somebody;
}

interface Made {
  readonly id: number;
}
const idOf = (body: unknown): number => (body as Made).id;

async function announce(admin: Somebody, prize: number, amount: number): Promise<number> {
  const draw = await admin.ask('/api/draws', { title: 'A draw', daysNeeded: 1, prizes: [{ prize, amount }] });
  expect(draw.status).toBe(201);
  return idOf(draw.body);
}
const letTimePass = () => database.query(`update draws set committed_at = committed_at - interval '11 minutes'`);

describe('E1.2 a draw in production', () => {
  test('waits ten minutes after its seed was committed, and then counts', async () => {
    const admin = await loggedIn(1);
    const prize = idOf((await admin.ask('/api/prizes', { title: 'A sledge', stock: 1 })).body);
    const draw = await announce(admin, prize, 1);
    expect(await admin.ask(`/api/draws/${draw}/run`, undefined, 'POST')).toMatchObject({
      status: 409,
      body: { code: 'committed-just-now' },
    });
    await letTimePass();
    expect(await admin.ask(`/api/draws/${draw}/run`, undefined, 'POST')).toMatchObject({
      status: 200,
      body: { rehearsal: false, winners: 1, entrants: 58 },
    });
    expect(await admin.ask(`/api/draws/${draw}`, undefined, 'DELETE')).toMatchObject({
      status: 403,
      body: { code: 'no-rehearsal' },
    });
  });

  test('is claimed by the winner, once', async () => {
    const [win] = await database.query('select id, user_id from wins');
    const winner = await loggedIn(Number(win?.['user_id']));
    const claim = `/api/wins/${String(win?.['id'])}/claim`;
    expect(await (await loggedIn(1)).ask(claim, undefined, 'POST')).toMatchObject({ status: 404 });
    const claims = await Promise.all(Array.from({ length: 5 }, () => winner.ask(claim, undefined, 'POST')));
    expect(claims.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([204, 409, 409, 409, 409]);
  });

  test('is refused while there are made-up people among the entrants', async () => {
    const admin = await loggedIn(1);
    const prize = idOf((await admin.ask('/api/prizes', { title: 'A lamp', stock: 1 })).body);
    const draw = await announce(admin, prize, 1);
    await letTimePass();
    // Whoever has won is no entrant any more.
    await database.query(
      'update users set synthetic = true where id = (select max(id) from users where id not in (select user_id from wins))',
    );
    expect(await admin.ask(`/api/draws/${draw}/run`, undefined, 'POST')).toMatchObject({
      status: 409,
      body: { code: 'synthetic-entrants' },
    });
    await database.query('update users set synthetic = false');
    expect(await admin.ask(`/api/draws/${draw}/run`, undefined, 'POST')).toMatchObject({ status: 200 });
  });

  test('gives away no more than there is and nobody two prizes, however many draw at once', async () => {
    const admins = [await loggedIn(1), await loggedIn(2)] as const;
    const prize = idOf((await admins[0].ask('/api/prizes', { title: 'A scarce thing', stock: 7 })).body);
    const draws = await Promise.all(
      Array.from({ length: 10 }, (_, n) => announce(admins[n % 2] ?? admins[0], prize, 3)),
    );
    await letTimePass();
    const before = await database.query('select count(*)::integer as wins from wins');
    const runs = await Promise.all(
      draws.flatMap((draw) => admins.map((admin) => admin.ask(`/api/draws/${draw}/run`, undefined, 'POST'))),
    );
    expect(runs.filter((one) => one.status === 200)).toHaveLength(10);
    expect(runs.filter((one) => one.status === 409)).toHaveLength(10);
    expect(await database.query('select stock from prizes where id = $1', [prize])).toEqual([{ stock: 0 }]);
    const after = await database.query(
      'select count(*)::integer as wins, count(distinct user_id)::integer as winners from wins',
    );
    expect(after).toEqual([{ wins: Number(before[0]?.['wins']) + 7, winners: Number(before[0]?.['wins']) + 7 }]);
  });

  test('is checked by anyone, with nothing but the proof and the hash that was published', async () => {
    const [draw] = await database.query('select id, seed_hash from draws where drawn_at is not null order by id');
    const proof = `${production.url}/api/draws/${String(draw?.['id'])}/proof`;
    const checked = await run(copy.folder, 'scripts/draw-verify.js', {}, [proof, String(draw?.['seed_hash'])]);
    expect(checked).toMatchObject({ code: 0, output: expect.stringContaining('1 winners of 58 entrants') });
    const doubted = await run(copy.folder, 'scripts/draw-verify.js', {}, [proof, 'f'.repeat(64)]);
    expect(doubted).toMatchObject({ code: 1, output: expect.stringContaining('The published hash is another') });
  });

  test('E7.3 writes what the people above did, and not a row besides', async () => {
    const written = await database.written();
    expect(Object.entries(Object.groupBy(written, (one) => one)).map(([what, all]) => [what, all?.length])).toEqual([
      ['INSERT app.sessions', 3],
      ['INSERT app.prizes', 3],
      // One, one, and ten at once, each with a prize, and announced twice.
      ['INSERT app.draws', 12],
      ['INSERT app.draw_prizes', 12],
      ['INSERT app.announcements', 24],
      ['UPDATE app.draws', 27],
      ['INSERT app.wins', 9],
      ['UPDATE app.prizes', 5],
      ['UPDATE app.wins', 1],
      // Made up for a moment: one, and then nobody of sixty.
      ['UPDATE app.users', 61],
    ]);
    database.expects(157);
  });
});

// How long it takes is measured: `npm run bench -- event-app`.
test('a draw over 100,000 entrants is one like any other', async () => {
  const place = await eventDatabase();
  const variables = placeOf('staging', place.url);
  await run(copy.folder, 'scripts/migrate.js', variables);
  const app = await startApp(copy.folder, variables);
  await place.query(`insert into users (name, synthetic) select 'P' || n, true from generate_series(1, 100000) n`);
  await place.query(`insert into discord_accounts select (300000000000000000 + id)::text, id, 'p' from users`);
  await place.query(`insert into completions (user_id, day, mode) select id, 1, 'normal' from users`);
  await place.query(`insert into feedback (user_id, day, rating) select id, 1, 5 from users`);
  for (const table of ['users', 'discord_accounts', 'completions', 'feedback']) await place.query(`analyze ${table}`);
  const admin = await new Somebody(app).logsInAsTester('Ana', { admin: true });
  const prize = idOf((await admin.ask('/api/prizes', { title: 'A sledge', stock: 100 })).body);
  const draw = await announce(admin, prize, 10);
  expect(await admin.ask(`/api/draws/${draw}/run`, undefined, 'POST')).toMatchObject({
    status: 200,
    body: { entrants: 100_000, winners: 10 },
  });
  await app.stop();
  await place.remove();
});
