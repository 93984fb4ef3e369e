import { describe, expect, it } from 'vitest';
import { type Stage, cast, shaOf, stage } from './stage.ts';

const rollBack = {
  kind: 'roll-back',
  project: 'advent',
  environment: 'production',
  tier: 'production',
  actor: { discordId: cast.ben, name: 'ben' },
} as const;

/** Production runs “one”; “two” brings a migration. */
async function twoBrings(sql: string, path = 'migrations/2.sql'): Promise<Stage> {
  const here = await stage();
  here.world.migrations.set(shaOf('one'), ['migrations/1.sql']);
  here.world.migrations.set(shaOf('two'), ['migrations/1.sql', path]);
  here.world.sql.set('migrations/1.sql', 'create table users (id int)');
  here.world.sql.set(path, sql);
  await here.pushes('one');
  await here.promotes();
  await here.reacts('ben');
  await here.pushes('two');
  return here;
}

const card = async (here: Stage) => (await here.newest('production')).promotion;

describe('a promotion with a migration', () => {
  it.each([
    ['destroys', 'drop table users', 'migrations/2.sql', 'destructive', 'drops table users'],
    ['nobody can read', 'module.exports = 1', 'migrations/2.js', 'unknown', 'not SQL'],
  ] as const)('that %s needs one more approval', async (_, sql, path, its, why) => {
    const here = await twoBrings(sql, path);
    await here.promotes();
    expect((await card(here))?.plan).toMatchObject({
      migrations: [{ path, class: its, why }],
      approvals: { needed: 2 },
    });
    await here.reacts('ben');
    expect((await card(here))?.verdicts.find((verdict) => !verdict.allowed)).toMatchObject({
      guard: 'approval-matches-card',
      code: 'approval.missing',
      detail: '1 of 2 approved',
    });
    expect(here.world.serving.production?.commit).toBe(shaOf('one'));
    await here.reacts('mira');
    expect(await here.newest('production')).toMatchObject({ state: 'succeeded' });
    expect(here.world.serving.production?.commit).toBe(shaOf('two'));
  });

  it('that only adds needs no more than the config says', async () => {
    const here = await twoBrings('alter table users add column name text');
    await here.promotes();
    expect((await card(here))?.plan).toMatchObject({
      migrations: [{ path: 'migrations/2.sql', class: 'additive' }],
      approvals: { needed: 1 },
    });
    await here.reacts('ben');
    expect(await here.newest('production')).toMatchObject({ state: 'succeeded' });
  });

  it('that was edited since is one that production has not seen', async () => {
    const here = await twoBrings('create table prizes (id int)');
    here.world.sql.set(`${shaOf('two')} migrations/1.sql`, 'drop table users');
    await here.promotes();
    expect((await card(here))?.plan.migrations).toMatchObject([
      { path: 'migrations/1.sql', class: 'destructive' },
      { path: 'migrations/2.sql', class: 'additive' },
    ]);
  });
});

describe('the way back', () => {
  it('over a destructive migration is refused by /rollback, which says to go forward; nothing is touched', async () => {
    const here = await twoBrings('drop table users');
    await here.promotes();
    await here.reacts('ben');
    await here.reacts('mira');
    const before = here.world.effects.length;
    const answer = await here.wants(rollBack);
    expect(answer.code).toBe('schema.incompatible');
    expect(answer.lines.join(' ')).toMatch(/migrations\/2\.sql drops table users.*Go forward: fix it and promote/);
    expect(here.world.effects).toHaveLength(before);
    expect(here.world.serving.production?.commit).toBe(shaOf('two'));
    const plan = await here.wants({ ...rollBack, kind: 'plan', of: rollBack });
    expect(plan.lines.join('\n')).toMatch(/✗ schema-compatible: .*schema\.incompatible/);
  });

  it('over an additive one goes back', async () => {
    const here = await twoBrings('alter table users add column name text');
    await here.promotes();
    await here.reacts('ben');
    expect(await here.wants(rollBack)).toMatchObject({ code: 'request.accepted' });
    expect(await here.newest('production')).toMatchObject({ kind: 'rollback', state: 'succeeded' });
    expect(here.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('that Greenroom takes by itself ends where a migration destroyed something: failed, and the way is forward', async () => {
    const here = await twoBrings('drop table users');
    here.world.sickIn.set(shaOf('two'), ['production']);
    await here.promotes();
    await here.reacts('ben');
    await here.reacts('mira');
    expect(await here.newest('production')).toMatchObject({
      state: 'failed',
      code: 'deployment.roll-back-failed',
      detail: expect.stringMatching(/drops table users.*Go forward/),
    });
    const touched = here.world.effects
      .filter((effect) => effect.includes('production'))
      .map((one) => one.split(' ')[0]);
    expect(touched.slice(-3)).toEqual(['migrate', 'switch', 'restart']);
    expect((await here.newest('production')).steps.find((step) => step.name === 'roll-back')).toMatchObject({
      state: 'failed',
      code: 'schema.incompatible',
    });
  });

  it('reckons with a migration that failed half way: it may have run', async () => {
    const here = await twoBrings('drop table users');
    here.world.migrationFails.add(shaOf('two'));
    await here.promotes();
    await here.reacts('ben');
    await here.reacts('mira');
    expect(await here.newest('production')).toMatchObject({ state: 'failed', code: 'migrate.failed' });
    expect(await here.ledger.ledger.appliedMigrations('advent', 'production')).toMatchObject([
      { path: 'migrations/1.sql', class: 'additive' },
      { path: 'migrations/2.sql', class: 'destructive', why: 'drops table users' },
    ]);
  });

  it('does not reckon with one that the gate never let begin', async () => {
    const here = await twoBrings('drop table users');
    await here.promotes();
    await here.reacts('ben');
    expect(await here.ledger.ledger.appliedMigrations('advent', 'production')).toHaveLength(1);
  });
});
