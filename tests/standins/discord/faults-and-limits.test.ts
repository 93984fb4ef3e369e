import { RateLimitError } from 'discord.js';
import { afterEach, expect, test } from 'vitest';
import type { DiscordOptions } from '../../../standins/discord/start.ts';
import type { Stage } from './stage.ts';
import { HeldClock, expectNoFaults, stage, textChannel } from './stage.ts';

let on: Stage;

afterEach(() => on.close());

async function open(options: DiscordOptions = {}): Promise<void> {
  on = await stage(options);
}

test('five sends in five seconds, then 429 with Discord’s headers; another channel and gateway/bot have their own', async () => {
  await open();
  const send = (channel = '~') => on.api(`POST ${channel}/messages`, { content: 'x' });
  for (let left = 4; left >= 0; left -= 1) {
    const { headers, status } = await send();
    expect([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
      200,
      '5',
      String(left),
    ]);
    expect(Number(headers.get('x-ratelimit-reset-after'))).toBeLessThanOrEqual(5);
  }
  const refused = await send();
  expect(refused).toMatchObject({ status: 429, body: { message: 'You are being rate limited.', global: false } });
  expect(refused.body.retry_after).toBeLessThanOrEqual(5);
  expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
  expect(refused.headers.get('retry-after')).toMatch(/^[1-5]$/);
  expect((await send(`/channels/${on.world.addChannel({ name: 'b' }).id}`)).status).toBe(200);
  for (let login = 0; login < 10; login += 1) expect((await on.api('GET /gateway/bot')).status).toBe(200);
  expectNoFaults(on);
});

test('discord.js reads the headers: the sixth edit is not sent but waits', async () => {
  await open();
  const client = await on.client({ rest: { rejectOnRateLimit: () => true } });
  const channel = await textChannel(client, on.channel);
  const message = await channel.send('0');
  for (let edit = 1; edit <= 5; edit += 1) await message.edit(String(edit));
  await expect(message.edit('6')).rejects.toBeInstanceOf(RateLimitError);
  expect(on.world.requests.filter(({ method }) => method === 'PATCH').map(({ status }) => status)).toEqual([
    200, 200, 200, 200, 200,
  ]);
});

test('more than 50 requests a second by one bot: the global limit', async () => {
  await open();
  const answers = await Promise.all(Array.from({ length: 60 }, () => on.api(`GET /guilds/${on.guild}/roles`)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(1);
  expect(refused[0]?.headers.get('x-ratelimit-global')).toBe('true');
  expect(refused[0]?.body).toMatchObject({ global: true });
});

test('edits of a message older than an hour: the fourth is refused with 30046', async () => {
  const clock = new HeldClock();
  await open({ clock });
  const { id } = (await on.api('POST ~/messages', { content: 'x' })).body as { id: string };
  clock.at += 3_600_001;
  const codes: unknown[] = [];
  for (const content of ['1', '2', '3', '4'])
    codes.push((await on.api(`PATCH ~/messages/${id}`, { content })).body.code);
  expect(codes).toEqual([undefined, undefined, undefined, 30046]);
  expectNoFaults(on);
});

test.each([
  ['rate-limited', 429],
  ['server-error', 500],
  ['html', 502],
  ['unauthorized', 401],
] as const)('%s strikes the next request that it is for, once', async (kind, status) => {
  await open({ rateLimits: 'off' });
  on.world.breaks({ on: 'POST /channels/*/messages', kind });
  expect((await on.api('GET ~')).status).toBe(200);
  const path = `${on.discord.apiUrl}/v10/channels/${on.channel}/messages`;
  const headers = { authorization: `Bot ${on.application.token}`, 'content-type': 'application/json' };
  const send = () => fetch(path, { method: 'POST', headers, body: '{"content":"x"}' });
  expect((await send()).status).toBe(status);
  expect(on.world.messages(on.channel)).toEqual([]);
  expect((await send()).status).toBe(200);
  expectNoFaults(on);
});

test('drop hangs up, hang never answers and stores nothing, stores-then-hangs stores; healing forgets the rest', async () => {
  await open({ rateLimits: 'off' });
  const send = (signal: AbortSignal) =>
    fetch(`${on.discord.apiUrl}/v10/channels/${on.channel}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${on.application.token}`, 'content-type': 'application/json' },
      body: '{"content":"x"}',
      signal,
    });
  const stored: number[] = [];
  for (const kind of ['drop', 'hang', 'stores-then-hangs'] as const) {
    on.world.breaks({ kind });
    const before = on.world.requests.length;
    const given = new AbortController();
    const sent = send(given.signal).then(
      () => 'answered',
      () => 'nothing',
    );
    await on.world.changes.until(
      () => on.world.requests[before],
      2_000,
      () => 'the request did not arrive',
    );
    given.abort();
    expect(await sent).toBe('nothing');
    stored.push(on.world.messages(on.channel).length);
  }
  expect(stored).toEqual([0, 0, 1]);
  on.world.breaks({ kind: 'server-error', times: 5 });
  on.world.heals();
  expect((await on.api('GET ~')).status).toBe(200);
});
