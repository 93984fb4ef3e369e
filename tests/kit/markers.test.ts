import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KitOptions, readFlags } from '../../src/kit/index.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { type ProductionDatabase, productionDatabase } from '../world/production-database.ts';
import { restoresDump } from '../world/restored-dump.ts';
import {
  type SmallApp,
  ask,
  productionAtRest,
  productionEnv,
  redisInMemory,
  smallApp,
  stagingEnv,
  wish,
} from './small-app.ts';

let database: TestDatabase;
let production: ProductionDatabase | undefined;
const apps: SmallApp[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await database.drop();
  const theirs = production;
  production = undefined;
  await theirs?.drop();
});

async function starts(given: Parameters<typeof smallApp>[1] = {}, { url } = database): Promise<SmallApp> {
  const app = await smallApp(url, given);
  apps.push(app);
  return app;
}
const seeds = async (app: SmallApp) => ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }));
const users = async (app: SmallApp): Promise<number> =>
  Number((await app.pool.query('SELECT count(*) FROM app.users')).rows[0].count);

async function refused(app: SmallApp, code: string): Promise<void> {
  const before = await users(app);
  const no = await seeds(app);
  expect(no).toMatchObject({ status: 403, signed: true, answer: { state: 'refused', code } });
  expect(await users(app)).toBe(before);
}

describe('E7.4 markers say whose data these are', () => {
  it('staging marks what is empty, and may be seeded from then on', async () => {
    const app = await starts();
    expect((await app.pool.query('SELECT environment, tier FROM greenroom.marker')).rows).toEqual([
      { environment: 'staging', tier: 'staging' },
    ]);
    expect(await seeds(app)).toMatchObject({ status: 200, answer: { state: 'done' } });
    expect(await users(app)).toBe(3);
  });

  it('staging does not mark data that are there already; a person may, and then it starts', async () => {
    const app = await starts({ start: false });
    await app.pool.query('CREATE TABLE app.users (id text)');
    await expect(app.kit.start()).rejects.toMatchObject({ code: 'stage.marker-missing' });
    // They could be production’s, from before it had the kit: nothing is left in them.
    expect((await app.pool.query(`SELECT to_regnamespace('greenroom') AS kit`)).rows).toEqual([{ kit: null }]);
    expect((await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }))).status).toBe(404);
    if (app.kit.appEnv !== 'production') await app.kit.stage.mark();
    await app.kit.start();
    expect(await ask(app.address, '/_stage/reset-plan', wish({}))).toMatchObject({
      status: 200,
      answer: { result: { rows: { users: 0 } } },
    });
  });

  it('production marks data that are there already', async () => {
    production = await productionDatabase();
    const app = await starts({ start: false, env: productionEnv }, production);
    await app.pool.query('CREATE TABLE app.users (id text)');
    await app.kit.start();
    await production.rests();
    expect((await app.pool.query('SELECT environment, tier FROM greenroom.marker')).rows).toEqual([
      { environment: 'production', tier: 'production' },
    ]);
  });

  it('E7.3 staging with production’s address does not start, and nothing there is changed', async () => {
    production = await productionAtRest();
    const swapped = await starts({ start: false }, production);
    await expect(swapped.kit.start()).rejects.toMatchObject({
      code: 'stage.marker-production',
      message: expect.stringContaining('production (production); this is staging (staging)'),
    });
    if (swapped.kit.appEnv !== 'production')
      await expect(swapped.kit.stage.mark()).rejects.toMatchObject({ code: 'stage.marker-production' });
    expect((await swapped.pool.query('SELECT tier FROM greenroom.marker')).rows).toEqual([{ tier: 'production' }]);
  });

  it('production with staging’s address does not start either', async () => {
    await starts();
    const swapped = await starts({ start: false, env: productionEnv });
    await expect(swapped.kit.start()).rejects.toMatchObject({ code: 'stage.marker-other' });
  });

  it('E7.3 a dump of production’s schema alone is known too: its remark comes with it', async () => {
    production = await productionAtRest();
    const theirs = await starts({ env: productionEnv }, production);
    const { rows } = await theirs.pool.query(`SELECT obj_description('app'::regnamespace, 'pg_namespace') AS remark`);
    const staging = await starts({ start: false });
    // As `pg_dump --schema app` has it, read into staging's own database.
    await staging.pool.query(`COMMENT ON SCHEMA app IS '${String(rows[0].remark)}'`);
    await expect(staging.kit.start()).rejects.toMatchObject({ code: 'stage.marker-production' });
    if (staging.kit.appEnv !== 'production')
      await expect(staging.kit.stage.mark()).rejects.toMatchObject({ code: 'stage.marker-production' });
    await staging.pool.query('COMMENT ON SCHEMA app IS NULL');
    if (staging.kit.appEnv !== 'production') await staging.kit.stage.mark();
    await staging.kit.start();
  });

  it('two stagings on one database: the second does not start', async () => {
    await starts();
    const env = { APP_ENV: 'staging', IS_PRODUCTION: 'false', GREENROOM_ENVIRONMENT: 'staging-2' };
    const other = await starts({ start: false, env });
    await expect(other.kit.start()).rejects.toMatchObject({ code: 'stage.marker-other' });
  });
});

describe('each tool reads the markers again', () => {
  const turns = [
    ['the marker is gone', 'DELETE FROM greenroom.marker', 'stage.marker-missing'],
    ['its table is gone', 'DROP TABLE greenroom.marker', 'stage.marker-unreadable'],
    ['there are two', `INSERT INTO greenroom.marker VALUES ('staging', 'staging')`, 'stage.marker-doubled'],
    [
      'a production dump was read in beside it',
      `INSERT INTO greenroom.marker VALUES ('production', 'production')`,
      'stage.marker-doubled',
    ],
    [
      'a production dump was restored over it',
      `UPDATE greenroom.marker SET environment = 'production', tier = 'production'`,
      'stage.marker-production',
    ],
    [
      'a dump of production’s schema alone was restored',
      `COMMENT ON SCHEMA app IS 'greenroom marker: production (production)'`,
      'stage.marker-production',
    ],
    ['it is another staging’s', `UPDATE greenroom.marker SET environment = 'staging-2'`, 'stage.marker-other'],
    ['it is of another tier', `UPDATE greenroom.marker SET tier = 'local'`, 'stage.marker-other'],
  ] as const;
  it.each(turns)('refused when %s while the app runs', async (_, turn, code) => {
    const app = await starts();
    expect((await seeds(app)).status).toBe(200);
    await app.pool.query(turn);
    await refused(app, code);
  });

  it('refused when production’s whole dump was restored over it while the app runs, and well again on its own data', async () => {
    production = await productionAtRest();
    const app = await starts();
    expect((await seeds(app)).status).toBe(200);
    const { takesBack } = await restoresDump(production.url, database.url);
    const no = { status: 403, signed: true, answer: { code: 'stage.marker-production' } };
    for (const [tool, body] of [
      ['seed', wish({ scenario: 'fresh' })],
      ['reset-plan', wish({})],
      ['look', { id: 'of-before-the-dump' }],
      ['describe', {}],
    ] as const)
      expect(await ask(app.address, `/_stage/${tool}`, body), tool).toMatchObject(no);
    await takesBack();
    expect((await seeds(app)).status).toBe(200);
    expect(await users(app)).toBe(3);
  });

  const withRedis = async (): Promise<{ app: SmallApp; kept: Map<string, string> }> => {
    const redis = redisInMemory();
    return { app: await starts({ redis }), kept: redis.kept };
  };
  it('allowed where Redis says the same', async () => {
    const { app, kept } = await withRedis();
    expect(kept.get('event:greenroom:marker')).toBe('{"environment":"staging","tier":"staging"}');
    expect((await seeds(app)).status).toBe(200);
  });
  it.each([
    ['has none', undefined, 'stage.marker-missing'],
    ['is production’s', '{"environment":"production","tier":"production"}', 'stage.marker-production'],
    ['is another staging’s', '{"environment":"staging-2","tier":"staging"}', 'stage.marker-other'],
    ['holds something else', 'OK', 'stage.marker-unreadable'],
  ])('refused when Redis %s', async (_, written, code) => {
    const { app, kept } = await withRedis();
    expect((await seeds(app)).status).toBe(200);
    if (written === undefined) kept.delete('event:greenroom:marker');
    else kept.set('event:greenroom:marker', written);
    await refused(app, code);
  });
  it('refused when Redis does not answer', async () => {
    const redis = redisInMemory();
    let away = false;
    const get = (name: string) => (away ? Promise.reject(new Error('connection refused')) : redis.get(name));
    const app = await starts({ redis: { ...redis, get } });
    expect((await seeds(app)).status).toBe(200);
    away = true;
    await refused(app, 'stage.marker-unreadable');
  });

  it('does not start on a Redis with keys and no marker, nor on production’s', async () => {
    const redis = redisInMemory();
    redis.kept.set('event:session:1', 'ben');
    const app = await starts({ start: false, redis });
    await expect(app.kit.start()).rejects.toMatchObject({ code: 'stage.marker-missing' });
    redis.kept.set('event:greenroom:marker', '{"environment":"production","tier":"production"}');
    await expect(app.kit.start()).rejects.toMatchObject({ code: 'stage.marker-production' });
    redis.kept.clear();
    await app.kit.start();
  });
});

describe('each tool reads the flags again', () => {
  it.each([
    ['turned to production', { APP_ENV: 'production', IS_PRODUCTION: 'true' }, 'stage.production'],
    ['contradict each other', { APP_ENV: 'production', IS_PRODUCTION: 'false' }, 'stage.flags'],
    ['are gone', { APP_ENV: undefined, IS_PRODUCTION: undefined }, 'stage.flags'],
    ['name another environment', { APP_ENV: 'local', IS_PRODUCTION: 'false' }, 'stage.flags'],
  ])('refused when they %s while the app runs', async (_, turn, code) => {
    const env: Record<string, string | undefined> = { APP_ENV: 'staging', IS_PRODUCTION: 'false' };
    const app = await starts({ env });
    expect((await seeds(app)).status).toBe(200);
    Object.assign(env, turn);
    await refused(app, code);
  });

  it('flags that readFlags did not make are none', async () => {
    const flags: KitOptions['flags'] = {
      appEnv: 'staging',
      isProduction: false,
      environment: 'staging',
      logLevel: 'info',
    };
    await expect(starts({ flags })).rejects.toMatchObject({ code: 'stage.flags' });
    await starts({ flags: readFlags(stagingEnv) });
  });
});
