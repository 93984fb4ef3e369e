import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Leaving, TestServer } from '../../src/kit/index.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { type SmallApp, productionAtRest, productionEnv, smallApp } from './small-app.ts';

let database: TestDatabase;
const apps: SmallApp[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await database.drop();
});
async function starts(given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp> {
  const app = await smallApp(database.url, given);
  apps.push(app);
  return app;
}

const guild = '9001';
const testServer: TestServer = {
  guild,
  guildOf: async (channel) => (channel === '71' ? guild : channel === '72' ? '9002' : undefined),
};
const inside: Leaving = { kind: 'discord-message', guild, channel: '71', what: 'hello, testers' };

describe('E7.1 E7.2 what leaves a stage', () => {
  it.each([
    ['a message into the test server', inside],
    ['a role in the test server', { kind: 'role', guild, to: '1001' }],
  ] as const)('%s goes', async (_, leaving) => {
    const { kit } = await starts({ testServer });
    expect(await kit.outbound.allow(leaving)).toEqual({ send: true });
    if (kit.appEnv !== 'production') expect(await kit.stage.outbox(10)).toEqual([]);
  });

  it.each([
    ['a message into another server', { ...inside, guild: '9002', channel: '72' }],
    ['a message that names the test server and another’s channel', { ...inside, channel: '72' }],
    ['a message into a channel that Discord does not know', { ...inside, channel: '73' }],
    ['a message that names no channel', { kind: 'discord-message', guild }],
    ['a message that names no server', { kind: 'discord-message', channel: '71' }],
    ['a role in another server', { kind: 'role', guild: '9002', to: '1001' }],
    ['a direct message', { kind: 'dm', guild, to: '1001' }],
    ['a webhook', { kind: 'webhook', guild, channel: '71' }],
    ['a prize', { kind: 'prize', guild, to: '1001', what: { prize: 'a chocolate bar' } }],
  ] as const)('%s is recorded, and not done', async (_, leaving) => {
    const { kit } = await starts({ testServer });
    const answer = await kit.outbound.allow(leaving);
    expect(answer).toEqual({ send: false, recorded: '1' });
    if (kit.appEnv === 'production') throw new Error('staging is not production');
    expect(await kit.stage.outbox(10)).toMatchObject([{ id: '1', kind: leaving.kind, leaving }]);
    expect(await kit.outbound.allow(inside)).toEqual({ send: true });
  });

  it('nothing goes where no test server is named, or Discord cannot be asked', async () => {
    const unnamed = await starts();
    expect(await unnamed.kit.outbound.allow(inside)).toMatchObject({ send: false });
    const guildOf = () => Promise.reject(new Error('Discord is away'));
    const deaf = await starts({ testServer: { guild, guildOf } });
    expect(await deaf.kit.outbound.allow(inside)).toMatchObject({ send: false });
  });

  const unset: readonly [string, Pick<Leaving, 'guild'>][] = [
    ['', { guild: '' }],
    // What JavaScript makes of a variable that nobody set.
    [JSON.parse('{}').guild, {}],
  ];
  it.each(unset)(
    'nothing goes where the setting that names the test server is %o, like the server that it is for',
    async (name, to) => {
      for (const server of [{ guild: name }, { guild: name, guildOf: async () => undefined }]) {
        const { kit } = await starts({ testServer: server });
        const kinds = [
          { ...to, kind: 'role', to: '1001' },
          { ...to, kind: 'discord-message', channel: '73' },
        ] as const;
        for (const leaving of kinds) expect(await kit.outbound.allow(leaving)).toMatchObject({ send: false });
      }
    },
  );

  it('nothing goes where it cannot be recorded', async () => {
    const { kit, pool } = await starts({ testServer });
    await pool.query('DROP TABLE greenroom.outbox');
    await expect(kit.outbound.allow({ kind: 'dm', to: '1001' })).rejects.toThrow(/outbox/);
  });

  it('production sends, and records nothing', async () => {
    const production = await productionAtRest();
    const { kit, pool, stop } = await smallApp(production.url, { testServer, env: productionEnv });
    for (const kind of ['dm', 'prize', 'webhook'] as const)
      expect(await kit.outbound.allow({ kind, guild: '9002' })).toEqual({ send: true });
    expect((await pool.query(`SELECT to_regclass('greenroom.outbox') AS outbox`)).rows).toEqual([{ outbox: null }]);
    await stop();
    await production.drop();
  });
});
