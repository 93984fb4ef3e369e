import { createServer } from 'node:http';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alerts, ana, ben, bot, deployments, eachOnAScreen, noBrowser, role } from './world/screen.ts';

/** An app whose version the test says. */
let version = 'one';
const app = createServer((_, response) => response.end(JSON.stringify({ commit: version })));
const links: { name: string; url: string }[] = [];

describe.skipIf(noBrowser)('what people do on the page', () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const address = app.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    links.push({ name: 'staging', url: `http://127.0.0.1:${address.port}` });
  });
  afterAll(() => new Promise((resolve) => app.close(resolve)));
  const screen = eachOnAScreen(links);

  test('a reaction reaches the world, and a second tap takes it back', async () => {
    const { page, open, post, discord } = screen();
    const id = post({ content: 'approve?' });
    discord.world.react(bot, id, '✅');
    const by = (): readonly string[] => discord.world.messages(deployments)[0]?.reactions[0]?.userIds ?? [];
    await open();
    await page.locator('discord-reaction').click();
    await page.locator('discord-reaction[reacted]').waitFor();
    expect(by()).toEqual([bot, ana]);
    // The keyboard is where the mouse was, though the count is drawn anew.
    await page.locator('discord-reaction[reacted]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('discord-reaction:not([reacted])').waitFor();
    expect(by()).toEqual([bot]);
  });

  test('a role is taken from who is looked as and given back, as the owner of the server does it', async () => {
    const { page, open, discord } = screen();
    const its = (): readonly string[] => discord.world.members().find(({ id }) => id === ben)?.roles ?? [];
    const { name } = discord.world.roles().find(({ id }) => id === role) ?? {};
    if (name === undefined) throw new Error('there is no such role');
    await open(`?viewer=${ben}&channel=${deployments}`);
    const box = (checked: boolean) => page.getByRole('checkbox', { name, exact: true, checked });
    await box(true).click();
    await box(false).waitFor();
    await expect.poll(its).not.toContain(role);
    // By keyboard: the focus is where it was, though the panel is drawn anew.
    await page.locator(`#role-${role}:focus`).waitFor();
    await page.keyboard.press('Space');
    await expect.poll(its).toContain(role);
    await box(true).waitFor();
  });

  test('a bot on discord.js is asked by command and by button, and its answers appear', async () => {
    const { page, open, post, discord } = screen();
    const token = [...discord.world.directory.applications.values()][0]?.token ?? '';
    const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl } });
    const heard: string[] = [];
    client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isAutocomplete()) {
        const { name, value } = interaction.options.getFocused(true);
        heard.push(`types ${name}=${value}`);
        void interaction.respond([{ name: 'main (7 minutes ago)', value: 'main' }]);
      } else if (interaction.isChatInputCommand()) {
        heard.push(
          `${interaction.user.username} /${interaction.commandName} ${interaction.options.getString('ref', true)}`,
        );
        void interaction.reply({ content: `deploying ${interaction.options.getString('ref', true)}` });
      } else if (interaction.isButton()) {
        heard.push(`presses ${interaction.customId}`);
        void interaction.reply({ content: 'noted', flags: 'Ephemeral' });
      }
    });
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(token);
    await ready;
    await client.application?.commands.set([
      {
        name: 'deploy',
        description: 'Bring a commit to staging',
        options: [{ type: 3, name: 'ref', description: 'Branch or commit', required: true, autocomplete: true }],
      },
    ]);
    post({
      content: 'card',
      components: [
        {
          type: 1,
          components: [
            { type: 2, style: 3, label: 'Promote', custom_id: 'promote' },
            { type: 2, style: 2, label: 'Never', custom_id: 'never', disabled: true },
          ],
        },
      ],
    });
    try {
      await open();
      await page.getByLabel('Command').fill('/de');
      await page.getByText('Bring a commit to staging').waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type('m');
      await page.getByRole('option', { name: 'main (7 minutes ago)' }).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByText('deploying main').waitFor();
      await page.getByText('/deploy', { exact: true }).waitFor();
      await page.locator('discord-button[data-custom-id=never]').click({ force: true });
      await page.locator('discord-button[data-custom-id=promote]').click();
      await page.getByText('noted').waitFor();
      await page.getByText('Only you can see this').waitFor();
      expect(heard.filter((what) => !what.startsWith('types'))).toEqual(['ana.pushes /deploy main', 'presses promote']);
      expect(heard).toContain('types ref=m');
      expect(discord.world.violations).toEqual([]);
    } finally {
      await client.destroy();
    }
  });

  test('what the world refuses is said, and the page goes on', async () => {
    const { page, open, post, discord } = screen();
    const id = post({
      content: 'card',
      components: [{ type: 1, components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }] }],
    });
    await open();
    await page.locator('discord-button').waitFor();
    const answer = await fetch(`${discord.url}/page/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'click', viewer: ana, message: id, customId: 'other' }),
    });
    expect([answer.status, await answer.text()]).toEqual([400, `message ${id} has no button or select other`]);
    const form = await fetch(`${discord.url}/page/act`, { method: 'POST', body: '{"kind":"click"}' });
    expect(form.status).toBe(400);
    // Nobody is connected who could answer: after Discord's three seconds the person is told.
    await page.locator('discord-button').click();
    await page.getByRole('alert').getByText('did not respond').waitFor();
    post({ content: 'still here' });
    await page.getByText('still here').waitFor();
  });

  test('a thread opens in place and stays open over a reload', async () => {
    const { page, open, post, discord } = screen();
    const id = post({ content: 'card' });
    await fetch(`${discord.apiUrl}/v10/channels/${deployments}/messages/${id}/threads`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bot ${[...discord.world.directory.applications.values()][0]?.token ?? ''}`,
      },
      body: JSON.stringify({ name: 'log of #12' }),
    });
    post({ content: 'inside' }, { channel: id });
    await open();
    await page.getByText('log of #12').first().waitFor();
    expect(await page.getByText('inside').count()).toBe(0);
    await page.locator('discord-thread').click();
    await page.getByText('inside').waitFor();
    await page.reload();
    await page.getByText('inside').waitFor();
    expect(await page.locator('nav button').allInnerTexts()).toEqual(['#deployments', 'log of #12', '#alerts']);
  });

  test('a link to a message leads to it on this page', async () => {
    const { page, open, post, asked } = screen();
    const id = post({ content: 'the card' });
    for (let count = 0; count < 40; count += 1) post({ content: `later ${count}` });
    post({ content: `[Open the card](https://discord.com/channels/1/${deployments}/${id})` }, { channel: alerts });
    await open(`?viewer=${ana}&channel=${alerts}`);
    await page.getByText('Open the card').click();
    const card = page.getByText('the card', { exact: true });
    await card.waitFor();
    await page.waitForFunction(`document.querySelector('[data-message="${id}"]').getBoundingClientRect().top > 0`);
    expect(asked.filter((address) => address.includes('discord.com'))).toEqual([]);
  });

  test('the version of a running app is shown, and its change too', async () => {
    const { page, open } = screen();
    version = 'a'.repeat(40);
    await open();
    await page.locator('aside').getByText('version aaaaaaa').waitFor();
    version = 'two';
    await page.locator('aside').getByText('version two').waitFor();
  });
});
