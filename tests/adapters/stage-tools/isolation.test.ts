import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { identifyApp } from '../../../src/adapters/stage-tools/identify.ts';
import { judgeIsolation } from '../../../src/core/isolation.ts';
import type { LentDatabase } from '../../../src/kit/index.ts';
import { key, lend, productionEnv, redisInMemory } from '../../kit/small-app.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { appHere, database, greenroomAt, printKey, productionsDatabase, signal } from './here.ts';

const productionKey = 'the-key-of-production-of-our-tests-01';
type Given = Parameters<typeof appHere>[0];

/** Both apps are started with what is given; the verdict is made of what each says of itself. */
async function verdict(staging: Given, production: Given): Promise<string> {
  const stagingApp = await appHere(staging);
  const url = production?.url ?? (await productionsDatabase());
  const productionApp = await appHere({ env: productionEnv, key: productionKey, ...production, url });
  const here = await greenroomAt(stagingApp.address).identity();
  // Production's worker signs for its own environment.
  const there = await identityOf(productionApp.address, production?.key ?? productionKey);
  const at = Date.now();
  const answer = judgeIsolation({
    staging: { environment: 'staging', seen: seen(here, at) },
    productions: [{ environment: 'production', seen: seen(there, at) }],
    testServer: '1',
    now: at,
  });
  return 'yes' in answer ? 'apart' : `${answer.no}: ${answer.detail}`;
}

type Said = Awaited<ReturnType<ReturnType<typeof greenroomAt>['identity']>>;
const seen = (said: Said, at: number) =>
  said.ok
    ? ({ state: 'known', at, identity: said.value } as const)
    : ({ state: 'unknown', at, why: said.detail } as const);

async function identityOf(url: string, itsKey: string): Promise<Said> {
  return identifyApp({ url, environment: 'production', key: () => itsKey, clock: systemClock }, printKey, signal);
}

/** A database that calls itself `event` on this host, whatever it is in truth: two that are one cannot both start. */
async function lentAs(
  host: string,
  made = database,
): Promise<{ readonly url: string; readonly database: LentDatabase }> {
  const url = await made();
  const pool = new pg.Pool({ connectionString: url, options: '-c search_path=app', max: 4 });
  pool.on('error', () => undefined);
  const lent = lend(pool, url);
  const query: LentDatabase['query'] = async (text, values) => {
    if (text.includes('pg_control_system')) throw new Error('permission denied');
    return text.includes('current_database()') ? { rows: [{ name: 'event', oid: '1' }] } : lent.query(text, values);
  };
  return { url, database: { ...lent, query, host } };
}

describe('E1.1 E2.1 E2.3 E3.1 R4.1 what two environments’ apps say of themselves', () => {
  it('twin: nothing is shared, and staging may be played with', async () => {
    expect(
      await verdict(
        {
          redis: { ...redisInMemory(), host: 'redis-staging' },
          identity: { discordApplication: '1', sessionKey: 'staging-session' },
        },
        {
          redis: { ...redisInMemory(), host: 'redis-live' },
          identity: { discordApplication: '2', sessionKey: 'production-session' },
        },
      ),
    ).toBe('apart');
  });

  it.each([
    ['LOCALHOST.', '127.0.0.1'],
    ['[::1]:5432', 'localhost'],
    ['::ffff:10.0.0.7', '10.0.0.7:5432'],
    ['db.internal', 'DB.internal.:5432'],
  ])('the same database, once as %s and once as %s', async (here, there) => {
    expect(await verdict(await lentAs(here), await lentAs(there, productionsDatabase))).toBe(
      'isolation.shared-database: database of staging is database of production',
    );
  });

  it('twin: databases of the same name on two hosts', async () => {
    expect(await verdict(await lentAs('db-staging'), await lentAs('db-production', productionsDatabase))).toBe('apart');
  });

  it('the same Redis with another index and prefix', async () => {
    expect(
      await verdict(
        { redis: { ...redisInMemory('staging:'), host: 'redis', index: 1 } },
        { redis: { ...redisInMemory('event:'), host: 'REDIS:6379', index: 0 } },
      ),
    ).toMatch(/^isolation\.shared-redis: redis of staging is redis of production/);
  });

  it.each([
    ['discordApplication', { discordApplication: '12345' }, 'isolation.shared-discord-application'],
    ['callback', { callback: 'https://event.example/callback' }, 'isolation.shared-callback'],
    ['sessionKey', { sessionKey: 'one-session-key-for-both' }, 'isolation.shared-session-key'],
  ] as const)('the same %s', async (name, identity, code) => {
    expect(await verdict({ identity }, { identity })).toBe(`${code}: ${name} of staging is ${name} of production`);
  });

  it('a secret of staging that was pasted into production under another name', async () => {
    expect(
      await verdict(
        { identity: { secrets: { PAYMENTS: 'the-very-same-value' } } },
        { identity: { secrets: { PARTNER: 'the-very-same-value' } } },
      ),
    ).toBe('isolation.shared-secret: secrets.PAYMENTS of staging is secrets.PARTNER of production');
  });

  it.each([
    ['the one of the config', '12345', 'as-configured'],
    ['another one', '54321', 'another'],
    ['none', undefined, 'not-named'],
  ] as const)('its Discord application is %s', async (_, its, application) => {
    const app = await appHere({ identity: its === undefined ? {} : { discordApplication: its } });
    const here = greenroomAt(app.address);
    expect(await here.identity('12345')).toMatchObject({ ok: true, value: { application } });
    // The twin: a config that names none has nothing to compare.
    expect(await here.identity()).not.toHaveProperty('value.application');
  });

  it.each([
    ['the test server alone', async () => ['1'], /^apart$/],
    ['another server too', async () => ['1', '7'], /^isolation\.discord-elsewhere: it is in 7 too; wanted 1 alone/],
    ['no server', async () => [], /^isolation\.discord-elsewhere: it is in no server/],
    ['nobody knows where', () => Promise.reject(new Error('away')), /^isolation\.staging-unknown: .* could not ask/],
  ] as const)('R4.1 its Discord application is in %s', async (_, guilds, says) => {
    expect(await verdict({ identity: { guilds } }, {})).toMatch(says);
  });

  it('one key for both kits', async () => {
    expect(await verdict({}, { key })).toBe(
      'isolation.shared-secret: secrets.GREENROOM_KEY of staging is secrets.GREENROOM_KEY of production',
    );
  });

  it('staging’s address leads to production: it is found out by whom it says it is, or not believed at all', async () => {
    const production = await appHere({ env: productionEnv, key, url: await productionsDatabase() });
    expect(await greenroomAt(production.address).identity()).toMatchObject({ ok: false, code: 'stage.not-believed' });
    const env = { ...productionEnv, GREENROOM_ENVIRONMENT: 'staging' };
    const named = await appHere({ env, key, url: await productionsDatabase(env) });
    const said = await greenroomAt(named.address).identity();
    const at = Date.now();
    expect(
      judgeIsolation({
        staging: { environment: 'staging', seen: seen(said, at) },
        productions: [],
        testServer: '1',
        now: at,
      }),
    ).toMatchObject({ no: 'isolation.wrong-environment' });
  });
});
