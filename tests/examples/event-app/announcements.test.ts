import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identifyApp } from '../../../src/adapters/stage-tools/identify.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { DiscordStandin } from '../../../standins/discord/start.ts';
import { countedDiscord } from '../../world/counted-discord.ts';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

/**
 * Everybody's draw is announced by a real admin here: an account that is made up says nothing to the outside anyway.
 */
describe('E7.1 what staging says to Discord', () => {
  let copy: Awaited<ReturnType<typeof eventAppCopy>>;
  let discord: DiscordStandin;
  let channel: string;
  let token: string;
  let guild: string;
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    copy = await eventAppCopy();
    discord = await countedDiscord({ rateLimits: 'off' });
    guild = discord.world.addGuild({ name: 'Test server' }).id;
    token = discord.world.addApplication({ name: 'Event' }).token;
    channel = discord.world.addChannel({ name: 'event' }).id;
  });
  afterAll(async () => {
    for (const close of opened.toReversed()) await close();
    await discord.close();
    await copy.remove();
  });

  async function place(
    change: Readonly<Record<string, string>>,
  ): Promise<{ app: RunningApp; database: EventDatabase }> {
    const database = await eventDatabase();
    opened.push(() => database.remove());
    const variables = {
      ...placeOf('staging', database.url),
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_BOT_TOKEN: token,
      DISCORD_GUILD: guild,
      DISCORD_CHANNEL: channel,
      ...change,
    };
    await run(copy.folder, 'scripts/migrate.js', variables);
    const app = await startApp(copy.folder, variables);
    opened.push(() => app.stop());
    return { app, database };
  }

  /** Announces a draw; what the outbox page has of it. */
  async function announces({ app, database }: { app: RunningApp; database: EventDatabase }, real: boolean) {
    const admin = await new Somebody(app).logsInAsTester('Ana', { admin: true });
    if (real) await database.query('update users set synthetic = false');
    const prize = Object(await admin.ask('/api/prizes', { title: 'A sledge', stock: 1 })).body.id;
    await admin.ask('/api/draws', { title: 'The @everyone draw', daysNeeded: 1, prizes: [{ prize, amount: 1 }] });
    return Object((await admin.ask('/api/outbox')).body);
  }
  const heard = () => discord.world.messages(channel).map(({ content }) => content);

  test('R4.1 is said by an application that is in the test server alone, as it tells Greenroom itself', async () => {
    const told = async (change: Readonly<Record<string, string>> = {}) => {
      const { app } = await place(change);
      const key = placeOf('staging', '')['GREENROOM_KEY'] ?? '';
      const here = { url: app.url, environment: 'staging', key: () => key, clock: systemClock };
      return identifyApp(here, Buffer.alloc(32, 7).toString('base64url'), AbortSignal.timeout(20_000));
    };
    expect(await told()).toMatchObject({ ok: true, value: { guilds: [guild] } });
    // Nobody listens there.
    expect(await told({ DISCORD_API_URL: 'http://127.0.0.1:9/api' })).toMatchObject({ value: { guilds: 'unknown' } });
    // The twin: an app without a bot has no way to tell.
    expect(await told({ DISCORD_GUILD: '', DISCORD_CHANNEL: '', DISCORD_BOT_TOKEN: '' })).not.toHaveProperty(
      'value.guilds',
    );
  });

  test('goes to the test server, marked as a rehearsal, and pings nobody', async () => {
    const { announcements } = await announces(await place({}), true);
    expect(announcements).toMatchObject([{ outcome: 'sent' }]);
    expect(heard()).toEqual([expect.stringMatching(/^\[rehearsal\] The draw “The @everyone draw” is announced/)]);
    expect(discord.world.violations).toEqual([]);
  });

  test('stays here when made-up people caused it', async () => {
    const before = heard();
    const { announcements } = await announces(await place({}), false);
    expect(announcements).toMatchObject([{ outcome: 'recorded', detail: 'made-up people caused it' }]);
    expect(heard()).toEqual(before);
  });

  test('stays here when the channel is in no test server, whatever the settings say', async () => {
    const before = heard();
    const { announcements, kept } = await announces(await place({ DISCORD_GUILD: '300000000000000003' }), true);
    expect(announcements).toMatchObject([{ outcome: 'recorded', detail: 'the outbound guard kept it' }]);
    expect(kept).toMatchObject([{ kind: 'discord-message' }]);
    expect(heard()).toEqual(before);
  });
});
