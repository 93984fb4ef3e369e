import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Stage } from './stage.ts';
import { expectNoFaults, newClient, once, stage } from './stage.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage({ rateLimits: 'off', gatewayHeartbeatMs: 200 });
});
afterEach(() => on.close());

async function post(content: string): Promise<string> {
  return (await on.api('POST ~/messages', { content })).body.id as string;
}

/** Resolves when the client has been told of that many reactions. */
function reactions(client: Client, count: number): Promise<string[]> {
  const seen: string[] = [];
  return new Promise((resolve) =>
    client.on(Events.MessageReactionAdd, (reaction) => {
      seen.push(reaction.emoji.name ?? '');
      if (seen.length === count) resolve(seen);
    }),
  );
}

test('after a lost connection the client resumes, and what happened meanwhile is replayed once, in order', async () => {
  const client = await on.client();
  const id = await post('card');
  const seen = reactions(client, 3);
  on.world.react(on.ana, id, '✅');
  const resumed = once(client, Events.ShardResume);
  on.world.dropsGateway();
  await on.world.changes.until(
    () => (on.world.gateway.connected() ? undefined : true),
    2_000,
    () => 'still connected',
  );
  on.world.react(on.ana, id, '❌');
  on.world.react(on.ben, id, '🎉');
  await resumed;
  expect(await seen).toEqual(['✅', '❌', '🎉']);
  expect(on.world.gateway.identifies).toBe(1);
  expectNoFaults(on);
});

test.each([
  ['asked to reconnect (op 7)', () => on.world.asksReconnect()],
  ['heartbeats that are not acknowledged', () => on.world.stopsAcking()],
  ['an invalid session that may be resumed (op 9)', () => on.world.invalidatesSession(true)],
])('%s: the client resumes, and events go on', async (_, happens) => {
  const client = await on.client();
  const id = await post('card');
  const resumed = once(client, Events.ShardResume);
  happens();
  await resumed;
  const seen = reactions(client, 1);
  on.world.react(on.ana, id, '✅');
  expect(await seen).toEqual(['✅']);
  expect(on.world.gateway.identifies).toBe(1);
  expectNoFaults(on);
});

test('an invalid session that is gone: the client identifies anew, and what happened meanwhile is lost', async () => {
  // discord.js keeps 5 s between two IDENTIFYs.
  const client = await on.client({
    ws: { buildIdentifyThrottler: () => ({ waitForIdentify: () => Promise.resolve() }) },
  });
  const id = await post('card');
  const ready = once(client, Events.ShardReady);
  on.world.invalidatesSession(false);
  on.world.react(on.ana, id, '✅');
  await ready;
  const seen = reactions(client, 1);
  on.world.react(on.ben, id, '❌');
  expect(await seen).toEqual(['❌']);
  expect(on.world.gateway.identifies).toBe(2);
  expectNoFaults(on);
});

test('a gateway that hangs up: the client comes back when it is let in', async () => {
  const client = await on.client();
  on.world.gatewayRefuses(60_000);
  on.world.dropsGateway();
  await on.world.changes.until(
    () => (on.world.gateway.connected() ? undefined : true),
    2_000,
    () => 'still connected',
  );
  const back = Promise.race([once(client, Events.ShardReady), once(client, Events.ShardResume)]);
  on.world.heals();
  await back;
  expectNoFaults(on);
});

test('without an intent its events do not come; others’ words are left out without message content', async () => {
  const told: string[] = [];
  const client = await on.client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages] });
  client.on(Events.MessageReactionAdd, () => told.push('reaction'));
  client.on(Events.GuildMemberUpdate, () => told.push('member'));
  client.on(Events.MessageCreate, ({ content }) => told.push(content));
  const id = await post('card');
  on.world.react(on.ana, id, '✅');
  on.world.setRoles(on.ana, []);
  const other = on.world.addApplication({ name: 'Other' });
  await on.api('POST ~/messages', { content: 'secret of another bot' }, { authorization: `Bot ${other.token}` });
  const deleted = once(client, Events.MessageDelete);
  on.world.deleteMessage(id);
  await deleted;
  expect(told).toEqual(['card', '']);
});

test('what happens in a channel that the bot cannot see is not told', async () => {
  const client = await on.client();
  const id = await post('card');
  const seen = reactions(client, 1);
  on.world.revoke(on.channel, 'ViewChannel');
  on.world.react(on.ana, id, '🙈');
  on.world.heals();
  on.world.react(on.ana, id, '✅');
  expect(await seen).toEqual(['✅']);
  expectNoFaults(on);
});

test('who was away for more events than are kept has to start anew, and is not told a part of them', async () => {
  // discord.js keeps 5 s between two IDENTIFYs.
  const client = await on.client({
    ws: { buildIdentifyThrottler: () => ({ waitForIdentify: () => Promise.resolve() }) },
  });
  const id = await post('card');
  const seen = reactions(client, 1);
  const ready = once(client, Events.ShardReady);
  on.world.dropsGateway();
  await on.world.changes.until(
    () => (on.world.gateway.connected() ? undefined : true),
    2_000,
    () => 'still connected',
  );
  for (let event = 0; event < 501; event += 1) {
    on.world.react(on.ana, id, '❌');
    on.world.unreact(on.ana, id, '❌');
  }
  await ready;
  on.world.react(on.ana, id, '✅');
  expect(await seen).toEqual(['✅']);
  expect(on.world.gateway.identifies).toBe(2);
  expectNoFaults(on);
});

test('a wrong token ends with 4004, a privileged intent that is not switched on with 4014', async () => {
  const wrong = newClient(on.discord.apiUrl);
  await expect(wrong.login('wrong.token.here')).rejects.toMatchObject({ code: 'TokenInvalid' });
  const raw = await closeCode((socket) => identify(socket, 'wrong', 1));
  expect(raw).toBe(4004);
  const greedy = newClient(on.discord.apiUrl, { intents: [GatewayIntentBits.GuildMembers] });
  await expect(greedy.login(on.application.token)).rejects.toThrow('disallowed intents');
  expect(on.world.violations).toEqual(['gateway: closed with 4014: Disallowed intent(s).']);
  on.world.privilegedIntents = GatewayIntentBits.GuildMembers;
  await on.client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers] });
});

test.each([
  [4001, (socket: WebSocket) => socket.send('{"op":77}')],
  [4002, (socket: WebSocket) => socket.send('no json')],
  [4002, (socket: WebSocket) => socket.send(`{"op":1,"d":"${'x'.repeat(5_000)}"}`)],
  [4003, (socket: WebSocket) => socket.send('{"op":3,"d":{}}')],
  [4013, (socket: WebSocket) => identify(socket, on.application.token, 1 << 30)],
  [4008, (socket: WebSocket) => Array.from({ length: 121 }, () => socket.send('{"op":1,"d":null}'))],
])('a client that does not keep to the protocol is closed with %i', async (code, speaks) => {
  expect(await closeCode(speaks)).toBe(code);
  expect(on.world.violations).toHaveLength(1);
});

test('a client that stops its heartbeat is closed with 4009', async () => {
  expect(await closeCode((socket) => identify(socket, on.application.token, 1))).toBe(4009);
});

function identify(socket: WebSocket, token: string, intents: number): void {
  socket.send(JSON.stringify({ op: 2, d: { token, intents, properties: { os: 'linux' } } }));
}

function closeCode(speaks: (socket: WebSocket) => unknown): Promise<number> {
  const socket = new WebSocket(`${on.discord.url.replace('http', 'ws')}/gateway?v=10&encoding=json`);
  socket.on('open', () => speaks(socket));
  return new Promise((resolve) => socket.on('close', resolve));
}
