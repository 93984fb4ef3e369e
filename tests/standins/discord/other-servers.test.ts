import { Events } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Stage, expectNoFaults, stage } from './stage.ts';

let on: Stage;
let other: { id: string; channel: string };
let theirs: { readonly id: string; readonly token: string };

beforeEach(async () => {
  on = await stage();
  theirs = on.world.addApplication({ name: 'Advent', invited: false });
  other = on.world.addOtherServer({ name: 'Production', applications: [theirs.id], channel: 'announcements' });
});
afterEach(() => on.close());

const asThem = () => ({ authorization: `Bot ${theirs.token}` });
const outside = (application: string) =>
  on.world.requests
    .filter((one) => one.outside && one.by === application)
    .map(({ method, path }) => `${method} ${path}`);

test('the application that is there writes there, and it is counted as outside', async () => {
  const path = `/channels/${other.channel}/messages`;
  expect(await on.api(`POST ${path}`, { content: 'The draw is on' }, asThem())).toMatchObject({ status: 200 });
  expect(on.world.messages(other.channel).map(({ content }) => content)).toEqual(['The draw is on']);
  expect(await on.api(`GET /channels/${other.channel}`, undefined, asThem())).toMatchObject({
    body: { guild_id: other.id },
  });
  expect((await on.api('GET /users/@me/guilds', undefined, asThem())).body).toMatchObject([{ id: other.id }]);
  expect(outside(theirs.id)).toEqual([`POST ${path}`, `GET /channels/${other.channel}`]);
  expectNoFaults(on);
});

test('who is not there is let into nothing, and the try is counted', async () => {
  expect((await on.api(`POST /channels/${other.channel}/messages`, { content: 'hello' })).status).toBe(403);
  expect((await on.api('POST /users/@me/channels', { recipient_id: on.ana })).status).toBe(404);
  expect((await on.api('GET /channels/1')).status).toBe(404);
  expect(on.world.messages(other.channel)).toEqual([]);
  expect(outside(on.application.id)).toHaveLength(3);
});

test('what happens on the server is not outside, and the other one is not seen from it', async () => {
  expect((await on.api('POST ~/messages', { content: 'hello' })).status).toBe(200);
  expect((await on.api(`GET /guilds/${on.guild}/channels`)).body).toHaveLength(1);
  expect(on.world.channels().map(({ id }) => id)).toEqual([on.channel]);
  expect((await on.api('POST ~/messages', { content: 'hello' }, asThem())).status).toBe(403);
  expect(outside(on.application.id)).toEqual([]);
  expect(outside(theirs.id)).toEqual([]);
});

test('a bot hears nothing of what is written where it is not', async () => {
  const heard: string[] = [];
  const client = await on.client();
  // Whatever came by the gateway: discord.js itself drops what is of a server that it does not know.
  client.on(Events.Raw, (packet: { t?: string; d: { channel_id?: string } }) => {
    if (packet.t === 'MESSAGE_CREATE') heard.push(packet.d.channel_id ?? '');
  });
  await on.api(`POST /channels/${other.channel}/messages`, { content: 'not for you' }, asThem());
  const told = new Promise((resolve) => client.once(Events.MessageCreate, resolve));
  await on.api('POST ~/messages', { content: 'for you' });
  await told;
  expect(heard).toEqual([on.channel]);
});
