import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createPage } from '../../../../standins/discord/page/serve.ts';
import type { DiscordStandin } from '../../../../standins/discord/start.ts';
import { createMessage } from '../../../../standins/discord/write-message.ts';
import { parseJson } from '../../../../standins/discord/parse-json.ts';
import { isJson } from '../../../../standins/discord/json.ts';
import { countedDiscord } from '../../../world/counted-discord.ts';

/** Where Linux distributions and CI images put it. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
export const noBrowser = executablePath === undefined;

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const ana = '100000000000000001';
export const ben = '100000000000000002';
export const bot = '100000000000000009';
export const deployments = '100000000000000021';
export const alerts = '100000000000000022';
export const role = '100000000000000031';

export interface Screen {
  readonly discord: DiscordStandin;
  readonly page: Page;
  /** Addresses that the browser asked for. */
  readonly asked: string[];
  /** What went wrong in the page's own program, and what its policy refused. */
  readonly errors: string[];
  readonly open: (query?: string) => Promise<void>;
  /** The bot writes; gives the message's id. */
  readonly post: (body: object, to?: { channel?: string; ephemeralFor?: string; loading?: boolean }) => string;
}

/** A Discord with two people, two channels and a page of its own for every test. */
export function eachOnAScreen(links: readonly { name: string; url: string }[] = []): () => Screen {
  let browser: Browser | undefined;
  let screen: Screen | undefined;
  beforeAll(async () => {
    if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: flags });
  });
  beforeEach(async () => {
    if (browser !== undefined) screen = await turnOn(browser, links);
  });
  afterEach(async () => {
    await screen?.page.context().close();
    await screen?.discord.close();
    screen = undefined;
  });
  afterAll(() => browser?.close());
  return () => {
    if (screen === undefined) throw new Error('no browser: this test should have been skipped');
    return screen;
  };
}

async function turnOn(browser: Browser, links: readonly { name: string; url: string }[]): Promise<Screen> {
  const discord = await countedDiscord({ rateLimits: 'off', page: (world) => createPage(world, { links }) });
  const { world } = discord;
  world.addGuild({ name: 'Greenroom' });
  world.addApplication({ id: bot, name: 'Greenroom' });
  world.addRole({ id: role, name: 'release manager', color: 0xe67e22 });
  world.addMember({ id: ana, name: 'ana.pushes' });
  world.addMember({ id: ben, name: 'ben.approves', roles: [role] });
  world.addChannel({ id: deployments, name: 'deployments' });
  world.addChannel({ id: alerts, name: 'alerts' });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  return {
    discord,
    page,
    asked,
    errors,
    open: async (query = `?viewer=${ana}&channel=${deployments}`) => {
      await page.goto(`${discord.url}/${query}`);
      await page.waitForSelector('nav button');
    },
    post: (body, { channel = deployments, ...more } = {}) => {
      const plain = parseJson(JSON.stringify(body));
      if (!isJson(plain)) throw new Error('a message is a JSON object');
      const type = more.loading === true || more.ephemeralFor !== undefined ? 20 : 0;
      return createMessage(world, { channelId: channel, authorId: bot, body: plain, files: [], type, ...more }).id;
    },
  };
}
