import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kit, runScript } from '../../src/kit/index.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import type { ProductionDatabase } from '../world/production-database.ts';
import { type SmallApp, productionAtRest, productionEnv, smallApp } from './small-app.ts';

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
const users = async ({ pool }: SmallApp): Promise<number> =>
  Number((await pool.query('SELECT count(*) FROM app.users')).rows[0].count);

/** Somebody real, whom the story itself brings. */
async function inhabits({ pool }: SmallApp, itsDatabase: ProductionDatabase): Promise<void> {
  itsDatabase.expects(1);
  await pool.query(`INSERT INTO app.users VALUES ('42', 'ana', false)`);
}

async function runs(kit: Kit, ...[script, ...argv]: [Parameters<typeof runScript>[1], ...string[]]) {
  const said: string[] = [];
  const code = await runScript(kit, script, argv, (line) => said.push(line));
  return { code, said: said.join('\n') };
}

describe('E4.2 E5.1 the app’s own scripts', () => {
  it('seed, reset and undo like the commands do', async () => {
    const app = await starts();
    expect(await runs(app.kit, 'seed', '--scenario', 'crowd', '--rng', '7')).toMatchObject({
      code: 0,
      said: 'seed: {"scenario":"crowd","rngSeed":7,"counts":{"users":40}}',
    });
    expect(await users(app)).toBe(40);
    const reset = await runs(app.kit, 'reset');
    expect(reset.said).toMatch(/^reset-plan: .*"users":40.*\nreset: .*"after":\{"days":2,"users":3\}/);
    expect(reset.code).toBe(0);
    expect(await users(app)).toBe(3);
    expect((await runs(app.kit, 'undo-reset')).code).toBe(0);
    expect(await users(app)).toBe(40);
    expect(await runs(app.kit, 'undo-reset')).toMatchObject({
      code: 1,
      said: expect.stringContaining('stage.nothing-to-undo'),
    });
  });

  it('are in the journal like those', async () => {
    const app = await starts();
    await runs(app.kit, 'seed');
    expect((await app.pool.query('SELECT tool, asked_by, state FROM greenroom.operations')).rows).toEqual([
      { tool: 'seed', asked_by: '{"name":"npm run seed"}', state: 'done' },
    ]);
  });

  it.each([[['seed', '--force']], [['reset', 'production']], [['seed', '--scenario']]] as const)(
    '%j is wrong usage, and does nothing',
    async ([script, ...argv]) => {
      const app = await starts();
      expect((await runs(app.kit, script, ...argv)).code).toBe(2);
      expect(await users(app)).toBe(0);
    },
  );

  it.each([
    ['a scenario that is not there', ['--scenario', 'nowhere'], /It has fresh, crowd/],
    ['a seed that is no number', ['--rng', 'lucky'], /seed\.rngSeed: found null/],
  ])('says what is wrong with %s', async (_, argv, found) => {
    const app = await starts();
    const { code, said } = await runs(app.kit, 'seed', ...argv);
    expect(code).toBe(1);
    expect(said).toMatch(found);
  });

  it.each(['seed', 'reset', 'undo-reset', 'mark'] as const)(
    'E5.2 %s refuses with production’s flags',
    async (script) => {
      production = await productionAtRest();
      const app = await starts({ env: productionEnv }, production);
      await inhabits(app, production);
      expect(await runs(app.kit, script)).toMatchObject({
        code: 1,
        said: 'Refused (stage.production): This is production: nothing here may be seeded, reset or played with. Ask for staging.',
      });
      expect(await users(app)).toBe(1);
    },
  );

  it.each(['seed', 'reset', 'undo-reset', 'mark'] as const)(
    'E5.2 %s refuses on production’s database',
    async (script) => {
      production = await productionAtRest();
      const theirs = await starts({ env: productionEnv }, production);
      await inhabits(theirs, production);
      const staging = await starts({ start: false }, production);
      expect(await runs(staging.kit, script)).toMatchObject({
        code: 1,
        said: expect.stringContaining('stage.marker-production'),
      });
      expect(await users(theirs)).toBe(1);
    },
  );

  it('mark is for data that have no marker, and then all others work', async () => {
    const app = await starts({ start: false });
    await app.pool.query(
      'CREATE TABLE app.users (id text PRIMARY KEY, name text NOT NULL, synthetic boolean NOT NULL)',
    );
    await app.pool.query('CREATE TABLE app.days (day integer PRIMARY KEY, open boolean NOT NULL)');
    expect(await runs(app.kit, 'seed')).toMatchObject({
      code: 1,
      said: expect.stringContaining('stage.marker-missing'),
    });
    expect(await runs(app.kit, 'mark')).toMatchObject({
      code: 0,
      said: 'The data are marked as those of staging (staging).',
    });
    expect((await runs(app.kit, 'seed')).code).toBe(0);
    expect(await users(app)).toBe(3);
  });
});
