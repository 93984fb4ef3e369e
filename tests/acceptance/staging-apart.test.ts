import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StagedApp, stagedApp } from '../world/staged-app.ts';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/**
 * One Greenroom whose operator has given staging's app production's session key and an index of production's Redis.
 * What is wrong is mended one after the other: each refusal's twin is what comes after it.
 */
let app: StagedApp;
let theatre: Theatre;
beforeAll(async () => {
  app = await stagedApp({ sessionKey: true, redis: true });
  theatre = await Theatre.open({ ...app.options });
  const commit = await theatre.pushes({}, 'Something to play with', { files: app.files });
  await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
  await theatre.promotes(commit);
}, 120_000);
afterAll(async () => {
  await theatre?.close();
  await app?.drop();
});

/** The end of Cara's /seed, with what it means and what to do. */
async function seeds(): Promise<string> {
  const before = theatre.shown('deployments', 'cara').length;
  await theatre.types('cara', 'seed', { scenario: 'fresh event' });
  const heard = () => theatre.shown('deployments', 'cara').slice(before);
  const tell = () => theatre.transcript('cara');
  return until('an end of /seed', () => heard().find(({ text }) => /refused:|done:/.test(text))?.text, { tell });
}
/** What the workers know is asked each minute and after each deployment: until then the answer is another one. */
const seedsUntil = (wanted: RegExp): Promise<string> =>
  until(
    `/seed answers ${String(wanted)}`,
    async () => {
      const said = await seeds();
      return wanted.test(said) ? said : undefined;
    },
    { tell: () => theatre.transcript('cara'), deadlineMs: 60_000, everyMs: 1_000 },
  );
const users = () => app.count('staging', 'users');

describe('E7.4 staging that has something of production’s is not played with', () => {
  it('R4.1 E2.3 the same Redis with another index, and then its twin with a Redis of its own', async () => {
    const said = await seedsUntil(/isolation\.shared-redis/);
    expect(said).toMatch(/redis of staging is redis of production, and 1 more: sessionKey/);
    expect(said).toMatch(/Do now:[\s\S]*Give staging a Redis of its own/);
    await theatre.reconfigures('environments.staging.target.services.api.env.REDIS_URL', 'redis://staging.internal/0');
    const next = await seedsUntil(/isolation\.shared-session-key/);
    expect(next).not.toMatch(/redis of/);
    expect(await users()).toBe(0);
  });

  it('E1.1 production’s session key, and then its twin with a key of its own', async () => {
    const said = await seedsUntil(/isolation\.shared-session-key/);
    expect(said).toMatch(/sessionKey of staging is sessionKey of production/);
    expect(said).toMatch(/Do now:[\s\S]*Make a session key for staging/);
    expect(await users()).toBe(0);
    await theatre.reconfigures('environments.staging.target.services.api.env.LOGIN', { secret: 'OWN_SESSION' });
    await seedsUntil(/Seeded “fresh event”: 3 users/);
    expect(await users()).toBe(3);
  });

  it('production’s dump, restored into staging, and then its twin with data of its own', async () => {
    const [own] = await app.ask('staging', 'SELECT environment, tier FROM greenroom.marker');
    expect(own).toEqual({ environment: 'staging', tier: 'staging' });
    const [theirs] = await app.ask('production', 'SELECT environment, tier FROM greenroom.marker');
    await app.ask(
      'staging',
      `UPDATE greenroom.marker SET environment = '${String(theirs?.['environment'])}', tier = '${String(theirs?.['tier'])}'`,
    );
    await app.ask('staging', 'TRUNCATE app.users');
    const said = await seeds();
    expect(said).toMatch(/stage\.marker-production[\s\S]*PostgreSQL has production \(production\); this is staging/);
    expect(said).toMatch(/Do now:[\s\S]*Point this environment at data of its own/);
    expect(await users()).toBe(0);
    await app.ask('staging', `UPDATE greenroom.marker SET environment = 'staging', tier = 'staging'`);
    expect(await seeds()).toMatch(/Seeded/);
    expect(await users()).toBe(3);
  });

  it('data without a marker, and then their twin with one', async () => {
    await app.ask('staging', 'DELETE FROM greenroom.marker');
    await app.ask('staging', 'TRUNCATE app.users');
    const said = await seeds();
    expect(said).toMatch(/stage\.marker-missing[\s\S]*PostgreSQL has none/);
    expect(said).toMatch(/Do now:[\s\S]*script `?mark/);
    expect(await users()).toBe(0);
    await app.ask('staging', `INSERT INTO greenroom.marker (environment, tier) VALUES ('staging', 'staging')`);
    expect(await seeds()).toMatch(/Seeded/);
    expect(await users()).toBe(3);
  });

  it('C1 E1.1 production’s database: the doctor names both places and what to do, and has nothing to say of its twin', async () => {
    const examines = async (env: Readonly<Record<string, string>> = {}) => {
      const ended = await theatre.runs(['doctor', '--json'], env).ended;
      const report: { findings: { id: string; state: string; found: string; remedy: string }[] } = JSON.parse(
        ended.output,
      );
      return (id: string) => report.findings.find((one) => one.id === id);
    };
    const swapped = await examines({ STAGING_DATABASE: app.database.production });
    expect(swapped('secrets-apart')).toMatchObject({
      state: 'fail',
      found: expect.stringMatching(/staging\S*DATABASE_URL and \S*production\S*DATABASE_URL/),
      remedy: expect.stringContaining('Give staging its own database'),
    });
    const well = await examines();
    expect(well('secrets-apart')).toMatchObject({ state: 'ok' });
    expect(well('apps-apart')).toMatchObject({ state: 'ok', found: 'nothing is shared' });
  });
});
