import { Events } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { expectNoFaults, once, stage, textChannel } from './stage.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage({ rateLimits: 'off' });
});
afterEach(() => on.close());

test('send, edit, list, delete; the gateway tells of each', async () => {
  const client = await on.client();
  const channel = await textChannel(client, on.channel);
  const created = once(client, Events.MessageCreate);
  const message = await channel.send({
    content: `hello <@${on.ana}>`,
    embeds: [{ title: 'T', footer: { text: 'f' }, timestamp: '2026-01-01T00:00:00Z' }],
  });
  expect(await created).toMatchObject({ id: message.id });
  expect(message.embeds[0]?.timestamp).toBe('2026-01-01T00:00:00.000000+00:00');
  const edited = await message.edit({ content: 'bye' });
  expect(edited.editedAt).not.toBeNull();
  for (const text of ['b', 'c']) await channel.send(text);
  expect((await channel.messages.fetch({ limit: 2 })).map(({ content }) => content)).toEqual(['c', 'b']);
  expect((await channel.messages.fetch({ after: message.id })).size).toBe(2);
  expect(on.world.messages(on.channel)[0]).toMatchObject({
    content: 'bye',
    embeds: [{ title: 'T' }],
    mentions: { users: [] },
  });
  const deleted = once(client, Events.MessageDelete);
  await message.delete();
  await deleted;
  expect((await on.api(`GET ~/messages/${message.id}`)).body).toEqual({ message: 'Unknown Message', code: 10008 });
  expectNoFaults(on);
});

test('mentions ping as far as they are allowed; a role that not everybody may mention only with the permission', async () => {
  const open = on.world.addRole({ name: 'Open', mentionable: true }).id;
  const content = `<@${on.ana}> <@${on.ben}> <@&${on.role}> <@&${open}> @everyone`;
  await on.api('POST ~/messages', { content });
  await on.api('POST ~/messages', { content, allowed_mentions: { parse: [], users: [on.ana] } });
  on.world.directory.overwrite(on.channel, on.application.id, [], ['MentionEveryone']);
  await on.api('POST ~/messages', { content, allowed_mentions: { parse: [], roles: [on.role] } });
  expect(on.world.messages(on.channel).map(({ mentions }) => mentions)).toEqual([
    { users: [on.ana, on.ben], roles: [open], everyone: false },
    { users: [on.ana], roles: [], everyone: false },
    { users: [], roles: [on.role], everyone: false },
  ]);
});

test('a form with files: they are served back; an edit keeps what its list names', async () => {
  const client = await on.client();
  const channel = await textChannel(client, on.channel);
  const message = await channel.send({
    files: [{ attachment: Buffer.from('first'), name: 'a.log', description: 'a log' }],
    embeds: [{ title: 'With it', image: { url: 'attachment://a.log' } }],
  });
  const [file] = message.attachments.values();
  expect(file).toMatchObject({ name: 'a.log', size: 5, description: 'a log' });
  const served = await fetch(file?.url ?? '');
  expect(await served.text()).toBe('first');
  expect(served.headers.get('content-disposition')).toContain('attachment');
  expect(message.embeds[0]?.image?.url).toBe(file?.url);
  await message.edit({ files: [{ attachment: Buffer.from('second'), name: 'b.log' }] });
  expect(on.world.messages(on.channel)[0]?.attachments.map(({ filename }) => filename)).toEqual(['b.log']);
  await message.edit({ content: 'kept' });
  expect(on.world.messages(on.channel)[0]?.attachments).toHaveLength(1);
  expectNoFaults(on);
});

test('reactions on a message that the client does not know, with the member; they are paged and by kind', async () => {
  const { id } = (await on.api('POST ~/messages', { content: 'approve?' })).body as { id: string };
  const client = await on.client();
  const told = new Promise<unknown[]>((resolve) => client.once(Events.MessageReactionAdd, (...all) => resolve(all)));
  on.world.react(on.ana, id, '✅');
  const [reaction, user] = (await told) as [{ emoji: { name: string } }, { id: string }];
  expect([reaction.emoji.name, user.id]).toEqual(['✅', on.ana]);
  on.world.react(on.ben, id, '✅', true);
  on.world.react(on.ana, id, '✅');
  const path = `~/messages/${id}/reactions/${encodeURIComponent('✅')}`;
  expect((await on.api(`GET ${path}`)).body).toMatchObject([{ id: on.ana }]);
  expect((await on.api(`GET ${path}?type=1&limit=100`)).body).toMatchObject([{ id: on.ben }]);
  expect((await on.api(`GET ${path}?type=0&after=${on.ana}`)).body).toEqual([]);
  expect((await on.api(`PUT ${path}/@me`)).status).toBe(204);
  expect((await on.api(`GET ~/messages/${id}`)).body.reactions).toMatchObject([
    { count: 3, me: true, count_details: { burst: 1, normal: 2 } },
  ]);
  const removed = once(client, Events.MessageReactionRemove);
  on.world.unreact(on.ana, id, '✅');
  await removed;
  expect(on.world.messages(on.channel)[0]?.reactions).toEqual([{ emoji: '✅', userIds: [on.ben, on.application.id] }]);
  expectNoFaults(on);
  expect((await on.api(`PUT ~/messages/${id}/reactions/nonsense/@me`)).body).toMatchObject({ code: 10014 });
  expect((await on.api(`GET ${path}?type=2`)).body).toMatchObject({ code: 50035 });
});

test('a message has one thread, of its own id; it takes messages; without a message there may be many', async () => {
  const client = await on.client();
  const channel = await textChannel(client, on.channel);
  const message = await channel.send('card');
  const thread = await message.startThread({ name: 'Log', autoArchiveDuration: 1440 });
  expect(thread.id).toBe(message.id);
  await thread.send('line');
  expect(on.world.messages(thread.id)).toMatchObject([{ content: 'line' }]);
  expect(on.world.messages(on.channel)).toMatchObject([{ threadId: message.id }]);
  await thread.setArchived(true);
  const [line] = on.world.messages(thread.id);
  expect(
    (await on.api(`PATCH /channels/${thread.id}/messages/${line?.id ?? ''}`, { content: 'x' })).body,
  ).toMatchObject({ code: 50083 });
  expect((await on.api(`POST ~/messages/${message.id}/threads`, { name: 'again' })).body).toMatchObject({
    code: 160004,
  });
  expect((await channel.threads.create({ name: 'free' })).parentId).toBe(on.channel);
  expect(on.world.channels()).toMatchObject([
    { name: 'deployments' },
    { name: 'Log', parentId: on.channel },
    { name: 'free' },
  ]);
  expectNoFaults(on);
});

test('a repeated nonce gives the first message after an answer that never came; another nonce makes a second', async () => {
  const client = await on.client({ rest: { timeout: 300, retries: 1 } });
  on.world.breaks({ on: 'POST /channels/*/messages', kind: 'stores-then-hangs' });
  const channel = await textChannel(client, on.channel);
  const message = await channel.send({ content: 'once', nonce: 'n1', enforceNonce: true });
  expect(on.world.requests.filter(({ method }) => method === 'POST').map(({ status }) => status)).toEqual([0, 200]);
  expect(on.world.messages(on.channel).map(({ id }) => id)).toEqual([message.id]);
  await channel.send({ content: 'once', nonce: 'n2', enforceNonce: true });
  expect(on.world.messages(on.channel)).toHaveLength(2);
  expectNoFaults(on);
});

test('without the permission: 50013 for sending, 50001 for a channel that is not seen, nothing lost when given back', async () => {
  const send = (body: object = { content: 'x' }) => on.api('POST ~/messages', body);
  on.world.revoke(on.channel, 'EmbedLinks');
  expect((await send({ embeds: [{ title: 'x' }] })).body).toMatchObject({ code: 50013 });
  expect((await send()).status).toBe(200);
  on.world.revoke(on.channel, 'SendMessages');
  expect(await send()).toMatchObject({ status: 403, body: { code: 50013, message: 'Missing Permissions' } });
  on.world.revoke(on.channel, 'ViewChannel');
  expect((await send()).body).toMatchObject({ code: 50001 });
  expect((await on.api('GET ~')).body).toMatchObject({ code: 50001 });
  on.world.heals();
  expect((await send({ embeds: [{ title: 'x' }] })).status).toBe(200);
  expect((await on.api('POST /channels/1/messages', { content: 'x' })).body).toMatchObject({ code: 10003 });
  expectNoFaults(on);
});

test('members: a fresh fetch has the roles of now; who left is unknown, who never was there is no user', async () => {
  const path = `/guilds/${on.guild}/members/${on.ana}`;
  expect((await on.api(`GET ${path}`)).body).toMatchObject({ roles: [on.role], user: { global_name: 'Ana' } });
  on.world.setRoles(on.ana, []);
  expect((await on.api(`GET ${path}`)).body.roles).toEqual([]);
  expect((await on.api(`PATCH ${path}`, { roles: [on.role] })).body).toMatchObject({ code: 50013 });
  on.world.removeMember(on.ana);
  expect((await on.api(`GET ${path}`)).body).toMatchObject({ code: 10007 });
  expect((await on.api(`GET /guilds/${on.guild}/members/1`)).body).toMatchObject({ code: 10013 });
  for (const what of ['', '/roles', '/channels', '/members?limit=10']) {
    expect((await on.api(`GET /guilds/${on.guild}${what}`)).status).toBe(200);
  }
  for (const what of ['/users/@me', '/applications/@me', '/gateway', `/users/${on.ben}`]) {
    expect((await on.api(`GET ${what}`)).status).toBe(200);
  }
  expectNoFaults(on);
});
