import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { WebSocketServer } from 'ws';
import type { Bot } from '../../src/bot/bot.ts';
import { createBot } from '../../src/bot/bot.ts';
import { CredentialRefused } from '../../src/core/credential-refused.ts';
import { config, memoryLog } from './world/config.ts';
import { HandClock, calm } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';
import { miniDiscord } from './world/mini-discord.ts';

const token = 'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs';
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A door that answers every request the same way, and counts them. */
async function door(status: number, body: (port: number) => unknown): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body(port())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = (): number => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const gateway = new WebSocketServer({ server });
  gateway.on('connection', (socket) => {
    asked.push('gateway');
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 40_000 } }));
    socket.on('message', () => {
      asked.push('identify');
      socket.close(4004, 'Authentication failed.');
    });
  });
  closers.push(() => gateway.close());
  return { port: port(), asked };
}

function bot(apiUrl: string) {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const log = memoryLog();
  const refused: Error[] = [];
  const made: Bot = createBot({
    token,
    apiUrl,
    config: config(),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock,
    log,
    onRefused: (error) => refused.push(error),
  });
  closers.push(() => made.close());
  return { bot: made, clock, log, refused };
}

describe('a refused token', () => {
  test('at the first request ends the start: one request, plain words, no token in them', async () => {
    const { port, asked } = await door(401, () => ({ code: 0, message: '401: Unauthorized' }));
    const { bot: made, log, clock } = bot(`http://127.0.0.1:${String(port)}/api`);
    const error: unknown = await made.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CredentialRefused);
    expect(String(error)).toContain('DISCORD_TOKEN: Discord refused this bot token');
    await clock.advance(600_000);
    expect(asked).toEqual(['GET /api/v10/gateway/bot']);
    expect(made.ready()).toBe(false);
    expect(`${String(error)} ${log.lines.join()}`).not.toContain(token);
  });

  test('at the gateway (4004) ends the start too', async () => {
    const { port, asked } = await door(200, (own) => ({
      url: `ws://127.0.0.1:${String(own)}`,
      shards: 1,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
    }));
    const { bot: made, clock } = bot(`http://127.0.0.1:${String(port)}/api`);
    await expect(made.start()).rejects.toBeInstanceOf(CredentialRefused);
    await clock.advance(600_000);
    await calm();
    expect(asked.filter((what) => what === 'identify')).toEqual(['identify']);
  });
});

test('while Discord is away the start does not block, and it is tried again with pauses', async () => {
  const { port, asked } = await door(503, () => ({ code: 0, message: 'no' }));
  const { bot: made, clock, log } = bot(`http://127.0.0.1:${String(port)}/api`);
  let started = false;
  const starting = made.start().then(() => (started = true));
  // Real requests need real time between the hand clock's steps.
  const deadline = Date.now() + 60_000;
  const pauses = (): number[] => log.lines.flatMap((line) => /"after":(\d+)/.exec(line)?.slice(1).map(Number) ?? []);
  while ((!started || pauses().length < 4) && Date.now() < deadline) await clock.advance(500);
  await starting;
  expect(made.ready()).toBe(false);
  expect(log.lines.join()).toContain('Discord does not answer; trying again');
  expect(pauses().slice(0, 4)).toEqual(
    pauses()
      .slice(0, 4)
      .toSorted((a, b) => a - b),
  );
  expect(pauses()[3]).toBeGreaterThan(5_000);
  // Each try is one request and one retry of it.
  expect(asked.length).toBeLessThanOrEqual(2 * (pauses().length + 1));
});

test('who invites the bot only after it was started gets its commands within a minute, without starting it anew', async () => {
  const discord = await miniDiscord();
  closers.push(() => discord.close());
  discord.faults.push({ path: '/commands', status: 403, code: 50_001 });
  const { bot: made, clock, log } = bot(discord.apiUrl);
  await made.start();
  const said = (): string => log.lines.join();
  const deadline = Date.now() + 60_000;
  while (!said().includes('tried again in a minute') && Date.now() < deadline) await clock.advance(10);
  const since = clock.now();
  while (!said().includes('slash commands are registered') && Date.now() < deadline) await clock.advance(5_000);
  expect(said()).toContain('slash commands are registered');
  expect(clock.now() - since).toBeGreaterThanOrEqual(60_000);
});
