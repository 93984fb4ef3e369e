import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventDatabase, eventDatabase, productionEventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

let copy: Awaited<ReturnType<typeof eventAppCopy>>;
let database: EventDatabase;

beforeAll(async () => {
  copy = await eventAppCopy();
  database = await eventDatabase();
  await run(copy.folder, 'scripts/migrate.js', placeOf('staging', database.url));
});
afterAll(async () => {
  await database.remove();
  await copy.remove();
});

const script = (name: string, ...args: string[]) =>
  run(copy.folder, `scripts/${name}.js`, placeOf('staging', database.url), args);

/** All that a seed has made, without what counts itself up. */
const everything = async () => {
  const all = [];
  for (const text of [
    `select public_id, name, discord_id, username, role from users
       left join discord_accounts on discord_accounts.user_id = users.id
       left join user_roles on user_roles.user_id = users.id where synthetic order by public_id`,
    'select public_id, day, mode from completions join users on id = user_id order by 1, 2',
    'select public_id, day, rating, words from feedback join users on id = user_id order by 1, 2',
    'select title, stock, synthetic from prizes order by id',
    'select title, seed, synthetic from draws order by id',
    'select title, starts_on::text from event',
    'select * from days order by day',
  ])
    all.push(await database.query(text));
  return all;
};

describe('E4.1 a seed', () => {
  test('brings users, Discord accounts, roles, an event, content and completions with veteran', async () => {
    const seeded = await script('seed', '--scenario', 'mid-event', '--rng', '7');
    expect(seeded).toMatchObject({ code: 0, output: expect.stringContaining('"rngSeed":7') });
    const [counts] = await database.query(`select
      (select count(*)::integer from users where synthetic) as users,
      (select count(*)::integer from users where not synthetic) as others,
      (select count(*)::integer from discord_accounts where discord_id like '9%') > 150 as accounts,
      (select count(*)::integer from user_roles) as roles,
      (select count(*)::integer from tasks) as tasks,
      (select count(*)::integer from completions where mode = 'veteran') > 100 as veteran,
      (select count(*)::integer from completions where mode = 'normal') > 100 as normal,
      (select count(*)::integer from feedback) > 100 as feedback,
      (select count(*)::integer from completions where day > 12) as early`);
    expect(counts).toEqual({
      users: 202,
      others: 0,
      accounts: true,
      roles: 2,
      tasks: 48,
      veteran: true,
      normal: true,
      feedback: true,
      early: 0,
    });
  });

  test('gives the same data for the same number, and others for another', async () => {
    const before = await everything();
    await script('seed', '--scenario', 'mid-event', '--rng', '7');
    expect(await everything()).toEqual(before);
    await script('seed', '--scenario', 'mid-event', '--rng', '8');
    expect((await everything())[0]).not.toEqual(before[0]);
  });

  test('says the number that it took where nobody named one', async () => {
    const { output } = await script('seed', '--scenario', 'fresh-event');
    const taken = /"rngSeed":(\d+)/.exec(output)?.[1] ?? '';
    const before = await everything();
    await script('seed', '--scenario', 'fresh-event', '--rng', taken);
    expect(await everything()).toEqual(before);
  });

  test('leaves alone what real people have done', async () => {
    await database.query("insert into users (id, name) values (1000000, 'Ana')");
    await database.query("insert into completions (user_id, day, mode) values (1000000, 1, 'normal')");
    await script('seed', '--scenario', 'everyone-veteran');
    expect(await database.query('select day, mode from completions where user_id = 1000000')).toEqual([
      { day: 1, mode: 'normal' },
    ]);
    const [found] = await database.query(`select count(*)::integer as people,
      count(*) filter (where days = 24)::integer as complete from (
        select user_id, count(*) filter (where mode = 'veteran') as days from completions
        join users on id = user_id where synthetic group by 1) veterans`);
    expect(found).toEqual({ people: 150, complete: 150 });
  });

  test('can be as hostile as people are, and the app plays on', async () => {
    await script('seed', '--scenario', 'hostile-data', '--rng', '1');
    expect(await database.query("select 1 from users where name like '<script>%' limit 1")).toHaveLength(1);
    const app = await startApp(copy.folder, placeOf('staging', database.url));
    try {
      const ana = await new Somebody(app).logsInAsTester('Ana');
      expect(await ana.ask('/api/days/1/completions', { answer: 'snow' })).toMatchObject({ status: 201 });
      const admin = await new Somebody(app).logsInAsTester('Ben', { admin: true });
      const [draw] = await database.query('select id from draws');
      expect(await admin.ask(`/api/draws/${String(draw?.['id'])}/run`, undefined, 'POST')).toMatchObject({
        status: 200,
      });
    } finally {
      await app.stop();
    }
  });

  test('is removable: the next takes everything made up away, and says the days as they were released', async () => {
    await script('seed', '--scenario', 'fresh-event');
    expect(await database.query("select 1 from users where name like '<script>%'")).toEqual([]);
    expect(await database.query('select title from days where day = 1')).toEqual([{ title: 'First snow' }]);
    expect(await database.query('select count(*)::integer as rows from completions')).toEqual([{ rows: 1 }]);
  });

  test('brings 10,000 people', async () => {
    const seeded = await script('seed', '--scenario', 'draw-day');
    expect(seeded).toMatchObject({ code: 0, output: expect.stringContaining('"users":10002') });
  });

  test('is refused for a scenario that there is not', async () => {
    expect(await script('seed', '--scenario', 'party')).toMatchObject({
      code: 1,
      output: expect.stringContaining('It has mid-event, fresh-event'),
    });
  });
});

describe('E5.1 a reset', () => {
  test('wipes, migrates and seeds again, and can be undone', async () => {
    await database.query("update users set name = 'Ana was here' where id = 1000000");
    const reset = await script('reset', '--scenario', 'fresh-event');
    expect(reset).toMatchObject({ code: 0, output: expect.stringContaining('"users":22') });
    expect(await database.query('select * from users where not synthetic')).toEqual([]);
    const undone = await script('undo-reset');
    expect(undone).toMatchObject({ code: 0, output: expect.stringContaining('"users":10003') });
    expect(await database.query('select name from users where id = 1000000')).toEqual([{ name: 'Ana was here' }]);
    expect(await script('undo-reset')).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no reset that could be undone'),
    });
  });
});

describe('E5.2 seed and reset cannot run against production', () => {
  let production: Awaited<ReturnType<typeof productionEventDatabase>>;
  beforeAll(async () => {
    production = await productionEventDatabase();
    await run(copy.folder, 'scripts/migrate.js', placeOf('production', production.url));
    await production.query("insert into users (name) values ('A real person')");
    await production.rests();
  });
  // And fails where anything was written.
  afterAll(() => production.remove());
  const people = () => production.query('select name, synthetic from users');

  test.each(['seed', 'reset', 'undo-reset', 'mark'])('%s is refused by the flags', async (name) => {
    const ended = await run(copy.folder, `scripts/${name}.js`, placeOf('production', production.url));
    expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('Refused (stage.production)') });
    expect(await people()).toEqual([{ name: 'A real person', synthetic: false }]);
  });

  test.each(['seed', 'reset', 'undo-reset', 'mark'])(
    '%s is refused by the marker, when staging was given production’s database',
    async (name) => {
      const ended = await run(copy.folder, `scripts/${name}.js`, placeOf('staging', production.url));
      expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('stage.marker-production') });
      expect(await people()).toEqual([{ name: 'A real person', synthetic: false }]);
    },
  );
});
