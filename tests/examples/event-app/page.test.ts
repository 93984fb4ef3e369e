import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../world/free-port.ts';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';

const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const phone = { width: 390, height: 844 };

describe.skipIf(!existsSync(program))('the page in a browser', () => {
  let copy: Awaited<ReturnType<typeof eventAppCopy>>;
  let database: EventDatabase;
  let api: RunningApp;
  let web: RunningApp;
  let browser: Browser;
  let complaints: string[] = [];

  beforeAll(async () => {
    copy = await eventAppCopy();
    await run(copy.folder, 'scripts/build-web.js');
    database = await eventDatabase();
    // The page on an address of its own, as a service beside the api.
    const webPort = await freePort();
    const variables = {
      ...placeOf('staging', database.url),
      WEB_URL: `http://127.0.0.1:${webPort}`,
    };
    await run(copy.folder, 'scripts/migrate.js', variables);
    await run(copy.folder, 'scripts/seed.js', variables, ['--scenario', 'hostile-data', '--rng', '3']);
    api = await startApp(copy.folder, variables);
    web = await startApp(
      copy.folder,
      { APP_ENV: 'staging', IS_PRODUCTION: 'false', API_URL: api.url, PORT: String(webPort) },
      'web/serve.js',
    );
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await web.stop();
    await api.stop();
    await database.remove();
    await copy.remove();
  });

  async function opens(url: string, viewport = phone): Promise<Page> {
    const page = await browser.newPage({ viewport });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      if (dialog.type() !== 'prompt') complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.accept('Zoe <b>');
    });
    await page.goto(url);
    await page.waitForSelector('.door');
    return page;
  }
  const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

  test.each([
    ['its own service', () => web.url],
    ['the api itself', () => api.url],
  ])('from %s: says where it is, and takes somebody from login to feedback on a phone', async (_, url) => {
    const page = await opens(url());
    expect(await page.textContent('#ribbon')).toBe('STAGING · not the real event');
    expect(await page.title()).toMatch(/^\[staging\] /);
    expect(await page.getAttribute('#login', 'href')).toMatch(/\/auth\/login$/);
    await page.click('#test-login');
    await page.waitForSelector('#me');
    expect(await page.textContent('#me')).toBe('Zoe <b>');
    await page.click('[data-day="1"]');
    await page.fill('input[name=answer]', 'rain');
    await page.click('.play button');
    await page.waitForSelector('.said.refused');
    await page.fill('input[name=answer]', 'snow');
    await page.click('.play button');
    await page.fill('textarea', 'Good.');
    await page.click('.feedback button');
    await page.getByText('Thank you for saying so.').waitFor();
    await page.click('.close');
    await page.waitForSelector('.door.normal [data-day="1"]');
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('reads nothing that people wrote as HTML, on a large screen either', async () => {
    const page = await opens(web.url, { width: 1280, height: 900 });
    expect(await page.textContent('[data-day="1"] .title')).toBe('<script>alert(1)</script>');
    expect(await page.locator('main img, main script, header script').count()).toBe(0);
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('R2.1 speaks to the api that its server names at run time, and production shows no ribbon', async () => {
    const port = await freePort();
    const production = await startApp(
      copy.folder,
      {
        APP_ENV: 'production',
        IS_PRODUCTION: 'true',
        GREENROOM_RUNTIME_CONFIG: JSON.stringify({ apiUrl: api.url, motto: 'as told' }),
        PORT: String(port),
      },
      'web/serve.js',
    );
    const config: unknown = await (await fetch(`${production.url}/config.json`)).json();
    expect(config).toMatchObject({ environment: 'production', production: true, apiUrl: api.url, motto: 'as told' });
    const page = await browser.newPage({ viewport: phone });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(production.url);
    await page.getByText('production · ').waitFor();
    expect(await page.isVisible('#ribbon')).toBe(false);
    expect(asked).toContain(`${api.url}/api/days`);
    await page.close();
    await production.stop();
  });

  test('its server does not start on settings that contradict each other', async () => {
    const ended = await run(copy.folder, 'web/serve.js', { APP_ENV: 'production', IS_PRODUCTION: 'false' });
    expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('does not go with APP_ENV') });
  });
});
