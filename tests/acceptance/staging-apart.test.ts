import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoresDump } from '../world/restored-dump.ts';
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
  await app.ask('production', `INSERT INTO app.users VALUES ('nora', NULL, false)`);
  await app.production.rests();
});
afterAll(async () => {
  await theatre?.close();
  await app?.drop();
});

/** The end of what Cara types, with what it means and what to do. */
async function uses(tool: 'seed' | 'reset'): Promise<string> {
  const before = theatre.shown('deployments', 'cara').length;
  await theatre.types('cara', tool, { scenario: 'fresh event' });
  const heard = () => theatre.shown('deployments', 'cara').slice(before);
  const tell = () => theatre.transcript('cara');
  return until(
    `an end of /${tool}`,
    () => heard().find(({ text }) => /refused|done:|nothing is done/.test(text))?.text,
    { tell },
  );
}
const seeds = (): Promise<string> => uses('seed');
const resets = (): Promise<string> => uses('reset');
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
/** Of the same server: of a socket's folder, where it has one, else of this machine. */
const otherNamesOf = (host: string): readonly string[] =>
  host.startsWith('%2F') ? [`${host}%2F`, `%2F${host}`] : ['localhost', '[::ffff:127.0.0.1]'];
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

  it('E7.4 production’s dump, restored over staging, and then its twin with data of its own', async () => {
    const { written, takesBack } = await restoresDump(app.database.production, app.database.staging);
    expect(await app.ask('staging', 'SELECT name FROM app.users')).toEqual([{ name: 'nora' }]);
    for (const typed of [() => seeds(), () => resets()]) {
      const said = await typed();
      expect(said).toMatch(/stage\.marker-production[\s\S]*PostgreSQL has production \(production\); this is staging/);
      expect(said).toMatch(/Do now:[\s\S]*Point this environment at data of its own/);
    }
    expect(await written()).toEqual([]);
    expect(await app.ask('staging', 'SELECT name FROM app.users')).toEqual([{ name: 'nora' }]);
    expect(await app.production.written()).toEqual([]);
    await takesBack();
    expect(await seedsUntil(/Seeded|refused/)).toMatch(/Seeded/);
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

describe('E7.3 E7.4 production’s address, given to staging by mistake', () => {
  const startsWith = async (address: string) => {
    for (const one of theatre.processes.splice(0)) await one.stop();
    return theatre.runs(['start', '--role', 'all'], { STAGING_DATABASE: address });
  };
  /** The number of the newest deployment to staging that ended like this. */
  const newest = (how: string): number => {
    const ended = new RegExp(`^staging ${how} · \\w+ · advent #(\\d+)`);
    return Math.max(0, ...theatre.shown().map(({ text }) => Number(ended.exec(text)?.[1] ?? 0)));
  };

  it('the very same text: Greenroom does not start, and names both places and what to do', async () => {
    const ended = await (await startsWith(app.database.production)).ended;
    expect(ended.code).toBe(2);
    expect(ended.output).toMatch(
      /environments\.staging\.\S*DATABASE_URL: the same value as at \S*environments\.production\.\S*DATABASE_URL/,
    );
    expect(ended.output).toContain('Give each environment its own database');
    expect(await app.production.written()).toEqual([]);
    // The twin, with the address that it had.
    await theatre.starts();
  });

  it('another name of the same host: that version does not come to serve, its log says why, and its twin serves', async () => {
    for (const host of otherNamesOf(new URL(app.database.production).hostname)) {
      const swapped = new URL(app.database.production);
      swapped.hostname = host;
      expect(swapped.href).not.toBe(app.database.production);
      const before = newest('❌ failed');
      await startsWith(swapped.href);
      const tell = () => theatre.transcript('cara');
      const failed = await until(
        `a failed staging with ${host}`,
        () => newest('❌ failed') > before && newest('❌ failed'),
        { tell },
      );
      expect(await theatre.types('cara', 'logs', { deployment: failed, step: 'switch' })).toMatch(
        /The data carry production’s marker[\s\S]*has production \(production\); this is staging \(staging\)/,
      );
      expect(await theatre.version('staging')).toMatchObject({ environment: 'staging' });
      expect(await app.production.written()).toEqual([]);
    }
    // What served before goes on, on data of its own.
    await app.ask('staging', 'TRUNCATE app.users');
    expect(await seedsUntil(/Seeded/)).toMatch(/Seeded “fresh event”: 3 users/);
    expect(await users()).toBe(3);
    const before = newest('✅ ready');
    await startsWith(app.database.staging);
    await until('staging is ready again', () => newest('✅ ready') > before, { tell: () => theatre.transcript() });
    expect(await seedsUntil(/Seeded/)).toMatch(/Seeded “fresh event”: 3 users/);
    expect(await app.ask('production', 'SELECT name FROM app.users')).toEqual([{ name: 'nora' }]);
  });
});
