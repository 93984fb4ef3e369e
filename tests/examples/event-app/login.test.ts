import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiscordStandin } from '../../../standins/discord/start.ts';
import { freePort } from '../../world/free-port.ts';
import { countedDiscord } from '../../world/counted-discord.ts';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

let copy: Awaited<ReturnType<typeof eventAppCopy>>;
let discord: DiscordStandin;
let database: EventDatabase;
let app: RunningApp;
let ana: string;

beforeAll(async () => {
  copy = await eventAppCopy();
  discord = await countedDiscord({ rateLimits: 'off' });
  const { world } = discord;
  world.addGuild({ name: 'Acme test server' });
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/auth/callback`];
  const application = world.addApplication({ name: 'Event on staging', redirectUris });
  ana = world.addMember({ name: 'ana' }).id;
  world.addMember({ name: 'ben' });
  database = await eventDatabase();
  const variables = {
    ...placeOf('staging', database.url),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_CLIENT_ID: application.id,
    DISCORD_CLIENT_SECRET: application.secret,
    ADMIN_DISCORD_IDS: ana,
  };
  await run(copy.folder, 'scripts/migrate.js', variables);
  app = await startApp(copy.folder, variables);
});
afterAll(async () => {
  await app.stop();
  await discord.close();
  await database.remove();
  await copy.remove();
});

/** From the app to Discord, where the person says who they are, and back with Discord's word. */
async function allows(person: Somebody, who: string): Promise<URL> {
  const to = (await person.ask('/auth/login')).headers.get('location') ?? '';
  const answer = await fetch(`${to}&user=${who}`, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

describe('E3.1 login with the environment’s own Discord application', () => {
  test('brings somebody in, linked to their Discord account, and the same person next time', async () => {
    const browser = new Somebody(app);
    const back = await allows(browser, ana);
    expect((await browser.ask(`${back.pathname}${back.search}`)).headers.get('location')).toBe('/');
    expect((await browser.ask('/api/me')).body).toMatchObject({ name: 'ana', discordId: ana, synthetic: false });
    const phone = new Somebody(app);
    const again = await allows(phone, ana);
    await phone.ask(`${again.pathname}${again.search}`);
    expect((await phone.ask('/api/me')).body).toEqual((await browser.ask('/api/me')).body);
    expect(await database.query('select count(*)::integer as accounts from discord_accounts')).toEqual([
      { accounts: 1 },
    ]);
  });

  test('makes those admins whom the environment names, and nobody else', async () => {
    const [theirs, others] = [new Somebody(app), new Somebody(app)];
    const ben = discord.world.members().find(({ name }) => name === 'ben')?.id ?? '';
    for (const [browser, who] of [
      [theirs, ana],
      [others, ben],
    ] as const) {
      const back = await allows(browser, who);
      await browser.ask(`${back.pathname}${back.search}`);
    }
    expect(await theirs.ask('/api/announcements')).toMatchObject({ status: 200 });
    expect(await others.ask('/api/announcements')).toMatchObject({ status: 403, body: { code: 'not-admin' } });
  });

  test('takes a code once, and only from the browser that asked for it', async () => {
    const browser = new Somebody(app);
    const back = await allows(browser, ana);
    expect(await new Somebody(app).ask(`${back.pathname}${back.search}`)).toMatchObject({
      status: 403,
      body: { code: 'state-mismatch' },
    });
    const cookie = browser.cookies.get('login') ?? '';
    expect(await browser.ask(`${back.pathname}${back.search}`)).toMatchObject({ status: 302 });
    browser.cookies.clear();
    browser.cookies.set('login', cookie);
    expect(await browser.ask(`${back.pathname}${back.search}`)).toMatchObject({
      status: 502,
      body: { code: 'login-failed' },
    });
    expect(browser.cookies.has('session')).toBe(false);
  });

  test('lets people change their mind', async () => {
    const browser = new Somebody(app);
    const back = await allows(browser, 'denied');
    expect((await browser.ask(`${back.pathname}${back.search}`)).headers.get('location')).toBe('/?login=denied');
    expect(await browser.ask('/api/me')).toMatchObject({ status: 401 });
  });

  test('asks Discord for nothing that Discord would refuse', () => {
    expect(discord.world.violations).toEqual([]);
  });
});
