import { afterEach, expect, test } from 'vitest';
import { startDiscord } from '../../../standins/discord/start.ts';
import type { Stage } from './stage.ts';
import { deploy, expectNoFaults, stage } from './stage.ts';

let on: Stage | undefined;

afterEach(async () => {
  await on?.close();
  on = undefined;
});

test('another process can act and read: verbs with named arguments, state, messages by viewer', async () => {
  on = await stage();
  const { channel, ana, discord, world } = on;
  const act = async (order: object): Promise<{ status: number; body: { id?: string; error?: unknown } | null }> => {
    const response = await fetch(`${discord.url}/_world/act`, { method: 'POST', body: JSON.stringify(order) });
    return { status: response.status, body: (await response.json()) as { id?: string } };
  };
  const client = await on.client();
  client.on('interactionCreate', (interaction) => {
    if (interaction.isChatInputCommand()) void interaction.reply({ content: 'hidden', flags: 64 });
  });
  await client.application.commands.set([deploy], on.guild);
  const { body } = await act({
    verb: 'slash',
    userId: ana,
    channelId: channel,
    name: 'deploy',
    options: { commit: 'x' },
  });
  expect(body?.id).toMatch(/^\d+$/);
  await world.changes.until(
    () => world.messages(channel, ana)[0],
    2_000,
    () => 'no answer',
  );
  const read = async (path: string): Promise<unknown> => (await fetch(`${discord.url}/_world/${path}`)).json();
  expect(await read(`messages?channel=${channel}&viewer=${ana}`)).toMatchObject([{ content: 'hidden' }]);
  expect(await read(`messages?channel=${channel}`)).toEqual([]);
  expect(await read(`commands?viewer=${ana}`)).toMatchObject([{ name: 'deploy' }]);
  expect(await act({ verb: 'addMember', name: 'Eve' })).toMatchObject({ status: 200, body: { name: 'Eve' } });
  expect(await act({ verb: 'setRoles', userId: ana, roleIds: [] })).toMatchObject({ status: 200 });
  expect(await act({ verb: 'react', userId: ana, messageId: '1', emoji: '✅' })).toMatchObject({ status: 400 });
  expect(await act({ verb: 'addRole', nme: 'x' })).toMatchObject({ status: 400 });
  expect(await read('state')).toMatchObject({
    guild: { name: 'Acme' },
    connected: true,
    members: expect.arrayContaining([expect.objectContaining({ name: 'Eve' })]),
    violations: [],
    faultsOfOwn: [],
  });
  expectNoFaults(on);
});

test('the events tick at a change', async () => {
  on = await stage();
  const { world, discord, channel } = on;
  const ended = new AbortController();
  const response = await fetch(`${discord.url}/_world/events`, { signal: ended.signal });
  const reader = response.body?.getReader();
  const next = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString();
  expect(await next()).toContain('event: change');
  world.addChannel({ name: 'more' });
  expect(await next()).toContain('event: change');
  expect(channel).toBeTruthy();
  ended.abort();
});

test('the page is shown at every address that is not Discord’s', async () => {
  const discord = await startDiscord({
    page: (world) => (request, response) => {
      if (request.url !== '/') return false;
      response.end(`page of ${world.channels().length}`);
      return true;
    },
  });
  discord.world.addChannel();
  expect(await (await fetch(discord.url)).text()).toBe('page of 1');
  expect((await fetch(`${discord.url}/other`)).status).toBe(404);
  expect((await fetch(`${discord.apiUrl}/v10/gateway`)).status).toBe(200);
  await discord.close();
});
