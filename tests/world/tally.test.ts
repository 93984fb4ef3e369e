import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { inDatabase } from '../../demo/in-database.ts';
import { countedDiscord } from './counted-discord.ts';
import { type ProductionDatabase, productionDatabase } from './production-database.ts';
import { type Tally, tallyIn } from './tally.ts';
import { judgeTally } from './tally-judged.ts';

/** A count of their own, so that what these stories do on purpose is not held against the run. */
let folder: string;
let file: string;
let tally: Tally;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenroom-tally-'));
  file = join(folder, 'tally.jsonl');
  tally = tallyIn(file);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('E7.1 E7.3 the run has a count, and it is not this one', () => {
  expect(inject('tally')).toMatch(/tally\.jsonl$/);
  expect(inject('tally')).not.toBe(file);
});

describe('E7.1 what is said to Discord', () => {
  /** Staging’s application in the test server, production’s in a server of its own, and what was asked of either. */
  async function opens() {
    const discord = await countedDiscord({ rateLimits: 'off' }, tally);
    const { world } = discord;
    world.addGuild({ name: 'Test server' });
    const here = world.addChannel({ name: 'event' }).id;
    const staging = world.addApplication({ name: 'Event on staging' });
    const production = world.addApplication({ name: 'Event', invited: false });
    const there = world.addOtherServer({ name: 'Everybody', applications: [production.id], channel: 'news' });
    const calls = async (path: string, token?: string, body?: object): Promise<void> => {
      await fetch(`${discord.apiUrl}/v10${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(token === undefined ? {} : { authorization: `Bot ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    };
    return { discord, here, there, tokens: { staging: staging.token, production: production.token }, calls };
  }

  it('is counted, and stays in the test server: staging’s words there, production’s in production’s own', async () => {
    const { discord, here, there, tokens, calls } = await opens();
    await calls(`/channels/${here}/messages`, tokens.staging, { content: 'a rehearsal' });
    await calls(`/channels/${there.channel}/messages`, tokens.production, { content: 'the draw is on' });
    await discord.close();
    const { says, wrong } = judgeTally(file);
    expect(says).toMatch(/^Discord was called 2 times, 0 outside the test server; /);
    expect(wrong).toEqual([]);
  });

  const channel = (there: { channel: string }): string => `/channels/${there.channel}/messages`;
  it.each([
    ['staging’s bot writes into production’s server', channel, 'staging', { content: 'oops' }],
    ['staging’s bot looks at production’s server', ({ id }: { id: string }) => `/guilds/${id}`, 'staging', undefined],
    ['staging’s bot opens a direct message', () => '/users/@me/channels', 'staging', { recipient_id: '1' }],
    ['staging’s bot writes where nobody knows', () => '/channels/4711/messages', 'staging', { content: 'oops' }],
    ['somebody writes by a webhook of elsewhere', () => '/webhooks/4711/secret', undefined, { content: 'oops' }],
    ['somebody without a token writes into production’s server', channel, undefined, { content: 'oops' }],
    ['production’s bot writes where it is not at home', () => '/guilds/4711', 'production', undefined],
  ] as const)('one call astray fails its story by name, and the run: %s', async (_, path, who, body) => {
    const { discord, there, tokens, calls } = await opens();
    const wanted = `${body === undefined ? 'GET' : 'POST'} ${path(there)}`;
    await calls(path(there), who === undefined ? undefined : tokens[who], body);
    await expect(discord.close()).rejects.toThrow(wanted);
    const { says, wrong } = judgeTally(file);
    expect(says).toMatch(/^Discord was called 1 times, 1 outside the test server; /);
    expect(wrong).toEqual([`outside the test server: ${wanted}`]);
  });
});

describe('E7.3 what is written to a database of production’s', () => {
  let database: ProductionDatabase;
  const writes = (statement: string) => inDatabase(database.url, (client) => client.query(statement));
  beforeEach(async () => {
    database = await productionDatabase(tally);
    // What production’s own deployment does.
    await writes('CREATE SCHEMA app; CREATE TABLE app.users (name text PRIMARY KEY)');
    await writes(`INSERT INTO app.users VALUES ('ana')`);
  });

  it('is nothing once it rests, however much it is read', async () => {
    await database.rests();
    await writes('SELECT * FROM app.users; CREATE TABLE IF NOT EXISTS app.users (name text)');
    await database.drop();
    const { says, wrong } = judgeTally(file);
    expect(says).toMatch(/; 1 databases of production’s had 0 writes at rest, besides 0 that stories made on purpose$/);
    expect(wrong).toEqual([]);
  });

  it.each([
    [`INSERT INTO app.users VALUES ('ben')`, 'INSERT app.users'],
    [`UPDATE app.users SET name = 'ben'`, 'UPDATE app.users'],
    ['DELETE FROM app.users', 'DELETE app.users'],
    ['TRUNCATE app.users', 'TRUNCATE app.users'],
    ['CREATE TABLE app.days (day integer PRIMARY KEY)', 'CREATE TABLE app.days'],
    ['CREATE TABLE app.copied AS SELECT * FROM app.users WHERE false', 'CREATE TABLE AS app.copied'],
    ['ALTER TABLE app.users ADD COLUMN mode text', 'ALTER TABLE app.users'],
    ['ALTER SCHEMA app RENAME TO app_before_1', 'ALTER SCHEMA app_before_1'],
    ['DROP TABLE app.users', 'DROP TABLE app.users'],
    [`COMMENT ON SCHEMA app IS 'of staging'`, 'COMMENT app'],
  ])('fails its story by name, and the run: %s', async (statement, counted) => {
    await database.rests();
    await writes(statement);
    await expect(database.drop()).rejects.toThrow(`found ${counted}, wanted 0 by the story`);
    expect(judgeTally(file).wrong).toEqual([`written in production: ${counted}`]);
  });

  it('counts in a table that is made later, too; and what a story does itself, it says beforehand', async () => {
    await database.rests();
    database.expects(2);
    await writes(
      `CREATE TABLE app.wins (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, who text REFERENCES app.users)`,
    );
    await writes(`INSERT INTO app.wins (who) VALUES ('ana')`);
    expect(await database.written()).toEqual(['CREATE TABLE app.wins', 'INSERT app.wins']);
    await database.drop();
    expect(judgeTally(file)).toMatchObject({ says: expect.stringContaining('besides 2 that'), wrong: [] });
  });

  it('is missed where a story had said that it writes', async () => {
    await database.rests();
    database.expects(1);
    await expect(database.drop()).rejects.toThrow('found nothing, wanted 1 by the story');
  });

  it('has to rest at some time, and to be counted: otherwise nobody has looked', async () => {
    expect(judgeTally(file).wrong).toEqual(['1 databases of production’s were opened and never counted']);
    await expect(database.drop()).rejects.toThrow('nobody said since when production’s database rests');
  });
});
