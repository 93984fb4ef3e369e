/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readEnvironment } from '../src/environment.js';

const staging = {
  APP_ENV: 'staging',
  IS_PRODUCTION: 'false',
  DATABASE_URL: 'postgres://event@db.internal/event',
  SESSION_KEY: 'k'.repeat(32),
  PUBLIC_URL: 'https://staging.event.example/',
  DISCORD_CLIENT_ID: '123456789012345678',
  DISCORD_CLIENT_SECRET: 'secret',
};
const production = { ...staging, APP_ENV: 'production', IS_PRODUCTION: 'true' };

describe('the environment', () => {
  test('is read whole', () => {
    const environment = readEnvironment(staging);
    assert.equal(environment.flags.isProduction, false);
    assert.equal(environment.login?.callback, 'https://staging.event.example/auth/callback');
    assert.equal(environment.discordApi, 'https://discord.com/api');
    assert.equal(environment.redis, undefined);
    assert.deepEqual(readEnvironment({ ...staging, REDIS_URL: 'redis://r:6379/1' }).redis, {
      url: 'redis://r:6379/1',
      prefix: 'event:',
    });
    assert.equal(readEnvironment(production).flags.isProduction, true);
  });

  test('needs less on a developer’s machine', () => {
    const { APP_ENV, IS_PRODUCTION, DATABASE_URL } = { ...staging, APP_ENV: 'local' };
    assert.equal(readEnvironment({ APP_ENV, IS_PRODUCTION, DATABASE_URL }).login, undefined);
  });

  /** @type {[Record<string, string | undefined>, RegExp][]} */
  const wrong = [
    [{ IS_PRODUCTION: 'true' }, /contradict/],
    [{ APP_ENV: 'production' }, /contradict/],
    [{ APP_ENV: undefined }, /APP_ENV is missing/],
    [{ APP_ENV: 'Staging' }, /APP_ENV is "Staging"/],
    [{ IS_PRODUCTION: undefined }, /IS_PRODUCTION is missing/],
    [{ IS_PRODUCTION: 'no' }, /IS_PRODUCTION is "no"/],
    [{ DATABASE_URL: undefined }, /DATABASE_URL is missing/],
    [{ DATABASE_URL: 'mysql://db/event' }, /DATABASE_URL is "mysql/],
    [{ DATABASE_SCHEMA: 'public' }, /DATABASE_SCHEMA is "public"/],
    [{ DATABASE_SCHEMA: 'app; drop' }, /DATABASE_SCHEMA/],
    [{ PORT: 'http' }, /PORT is "http"/],
    [{ SESSION_KEY: 'short' }, /SESSION_KEY is missing or shorter/],
    [{ DISCORD_CLIENT_SECRET: undefined }, /DISCORD_CLIENT_SECRET missing/],
    [{ DISCORD_CLIENT_ID: undefined, DISCORD_CLIENT_SECRET: undefined }, /Discord application of its own/],
    [{ PUBLIC_URL: undefined }, /PUBLIC_URL is missing/],
    [{ DISCORD_BOT_TOKEN: 'token' }, /DISCORD_GUILD, DISCORD_CHANNEL missing/],
    [{ ADMIN_DISCORD_IDS: 'ana' }, /ADMIN_DISCORD_IDS/],
    [{ REDIS_URL: 'localhost:6379' }, /REDIS_URL/],
  ];
  for (const [change, words] of wrong) {
    test(`is refused with ${JSON.stringify(change)}`, () =>
      assert.throws(() => readEnvironment({ ...staging, ...change }), words));
  }

  test('tells all that is wrong at once', () => {
    assert.throws(
      () => readEnvironment({ APP_ENV: 'staging', IS_PRODUCTION: 'false', PORT: 'x' }),
      (error) => {
        for (const name of ['DATABASE_URL', 'PORT', 'SESSION_KEY', 'DISCORD_CLIENT_ID'])
          assert.match(error.message, new RegExp(name));
        return true;
      },
    );
  });
});
