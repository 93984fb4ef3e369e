import { onTestFinished } from 'vitest';
import { createCalendar } from '../../../src/adapters/calendar/calendar.ts';
import { type Bot, createBot } from '../../../src/bot/bot.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { config, memoryLog } from './config.ts';
import { MemoryLedger } from './ledger.ts';
import { miniDiscord } from './mini-discord.ts';

/** Waits for a condition, not for a time. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited a minute for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The bot on a small Discord, connected and with its commands written; closed when the test is over. */
export async function connectedWorld(before: (ledger: MemoryLedger) => void = () => {}) {
  const discord = await miniDiscord();
  const ledger = new MemoryLedger();
  before(ledger);
  const log = memoryLog();
  const parts = {
    config: config(),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock: systemClock,
    log,
  };
  const another = (): Bot => createBot({ ...parts, token: 'a.b.c', apiUrl: discord.apiUrl });
  const bot = another();
  onTestFinished(() => discord.close());
  onTestFinished(() => bot.close());
  await bot.start();
  await until('the connection', () => bot.ready());
  await until('the commands', () => log.lines.some((line) => line.includes('slash commands are registered')));
  const answered = async (id: string): Promise<string> => {
    const call = await until('an answer', () => discord.answer(id));
    return `${JSON.stringify(call.body['embeds'])}${call.file ?? ''}`;
  };
  return { discord, ledger, log, bot, another, answered };
}
