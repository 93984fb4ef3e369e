import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { type SmallApp, ask, redisInMemory, smallApp, wish } from './small-app.ts';

let database: TestDatabase;
const apps: SmallApp[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await database.drop();
});

/** An app of this name, in a schema of this name, that people have played with. */
async function played(schema: string, players: number, given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp> {
  const app = await smallApp(database.url, { schema, ...given });
  apps.push(app);
  await app.pool.query(`INSERT INTO users SELECT n::text, $1 || n, false FROM generate_series(1, ${players}) n`, [
    `${schema}-`,
  ]);
  return app;
}
const users = async (app: SmallApp): Promise<string[]> =>
  (await app.pool.query('SELECT name FROM users ORDER BY name')).rows.map((row) => String(row.name));
const schemas = async (app: SmallApp): Promise<string[]> =>
  (await app.pool.query(`SELECT nspname FROM pg_namespace WHERE nspname ~ '^(quiz|shop)' ORDER BY 1`)).rows.map((row) =>
    String(row.nspname),
  );

async function resets(app: SmallApp, id?: string) {
  const { answer } = await ask(app.address, '/_stage/reset-plan', wish({}));
  const { planHash } = Object(answer['result']);
  return ask(app.address, '/_stage/reset', wish({ planHash, scenario: 'fresh', rngSeed: 1 }, 1, id));
}
const undoes = (app: SmallApp) => ask(app.address, '/_stage/undo-reset', wish({}));
const undoOf = async (app: SmallApp) => (await ask(app.address, '/_stage/describe', {})).answer['undo'];

describe('a quiz and a shop live in one database', () => {
  it('both are reset: each undo brings back its own people, whoever was reset last', async () => {
    const quiz = await played('quiz', 5);
    const shop = await played('shop', 2);
    const [quizzers, shoppers] = [await users(quiz), await users(shop)];
    expect((await resets(shop)).answer).toMatchObject({ state: 'done' });
    expect((await resets(quiz)).answer).toMatchObject({ state: 'done' });
    expect(await schemas(shop)).toEqual(['quiz', 'quiz_before_2', 'shop', 'shop_before_1']);
    expect(await undoes(shop)).toMatchObject({ answer: { state: 'done', result: { restored: { users: 2 } } } });
    expect(await users(shop)).toEqual(shoppers);
    expect(await undoes(quiz)).toMatchObject({ answer: { state: 'done', result: { restored: { users: 5 } } } });
    expect(await users(quiz)).toEqual(quizzers);
    expect(await schemas(shop)).toEqual(['quiz', 'shop']);
  });

  it('the quiz alone was reset: the shop tells no undo, is refused one, and takes nothing from the quiz', async () => {
    const quiz = await played('quiz', 5);
    const shop = await played('shop', 2);
    const quizzers = await users(quiz);
    await resets(quiz);
    expect(await undoOf(shop)).toBeUndefined();
    expect(await undoes(shop)).toMatchObject({ status: 409, answer: { code: 'stage.nothing-to-undo' } });
    expect(await undoOf(quiz)).toMatchObject({ until: expect.any(String) });
    expect(await undoes(quiz)).toMatchObject({ answer: { state: 'done' } });
    expect(await users(quiz)).toEqual(quizzers);
  });

  it('what each has put aside goes when its own time is over, or its own next reset comes', async () => {
    let now = Date.now();
    const quiz = await played('quiz', 5, { realNow: () => now, undoFor: 30_000 });
    const shop = await played('shop', 2, { realNow: () => now });
    await resets(quiz);
    await resets(shop);
    await resets(shop);
    expect(await schemas(shop)).toEqual(['quiz', 'quiz_before_1', 'shop', 'shop_before_3']);
    now += 31_000;
    // The shop is at work, and does not know what the quiz has in Redis: what is the quiz’s, the quiz removes.
    await shop.kit.start();
    expect(await schemas(shop)).toEqual(['quiz', 'quiz_before_1', 'shop', 'shop_before_3']);
    await quiz.kit.start();
    expect(await schemas(shop)).toEqual(['quiz', 'shop', 'shop_before_3']);
  });

  it('the shop’s Redis goes away right after its swap: the quiz, reset meanwhile, does not end what the shop has begun', async () => {
    const redis = redisInMemory('shop:');
    let isAway = false;
    const quiz = await played('quiz', 5);
    const shop = await played('shop', 2, {
      redis: {
        ...redis,
        del: async (keys) => {
          if (isAway) throw new Error('connect ECONNRESET');
          return redis.del(keys);
        },
      },
    });
    redis.kept.set('shop:session:1', 'ana');
    isAway = true;
    const id = 'reset-of-the-shop';
    expect((await resets(shop, id)).answer).toEqual({ state: 'running', phase: 'swapped' });
    expect((await resets(quiz)).answer).toMatchObject({ state: 'done' });
    const looks = () => ask(shop.address, '/_stage/look', { id });
    expect((await looks()).answer).toEqual({ state: 'running', phase: 'swapped' });
    isAway = false;
    expect((await looks()).answer).toMatchObject({ state: 'done' });
    expect([...redis.kept.keys()]).toEqual(['shop:greenroom:marker']);
  });
});

describe('what an older kit has left in the database', () => {
  it('did not say whose it is: the app goes on with it', async () => {
    const quiz = await played('quiz', 5);
    const quizzers = await users(quiz);
    await resets(quiz);
    await quiz.pool.query('ALTER TABLE greenroom.operations DROP COLUMN IF EXISTS schema');
    await quiz.kit.start();
    expect(await undoes(quiz)).toMatchObject({ answer: { state: 'done' } });
    expect(await users(quiz)).toEqual(quizzers);
  });

  it('was under way when its process died, and is ended by the app that starts', async () => {
    const quiz = await played('quiz', 5);
    await quiz.pool.query(
      `INSERT INTO greenroom.operations (id, tool, input, asked_by, fence, state, phase)
       VALUES ('of-before', 'reset', '{}', '{}', 1, 'running', 'seed')`,
    );
    await quiz.kit.start();
    const { answer } = await ask(quiz.address, '/_stage/look', { id: 'of-before' });
    expect(answer).toMatchObject({ state: 'refused', code: 'stage.ended-before' });
  });
});
