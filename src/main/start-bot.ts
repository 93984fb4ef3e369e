import { createCalendar } from '../adapters/calendar/calendar.ts';
import { type Bot, createBot } from '../bot/bot.ts';
import type { Config } from '../config/config.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import { discordToken } from './credentials.ts';
import type { OpenedLedger } from './open-ledger.ts';
import type { Part } from './part.ts';

/** The voice and the ears: it is handed intents to append, views to read and projections to show. */
export async function startBot(
  config: Config,
  opened: OpenedLedger,
  queue: Queue,
  log: Log,
  refused: (error: Error) => void,
): Promise<Part & Pick<Bot, 'ready'>> {
  const bot = createBot({
    token: discordToken(config),
    apiUrl: config.discordApiUrl,
    config: config.file,
    githubServerUrl: config.githubServerUrl,
    intents: opened.intents,
    views: opened.views,
    projections: opened.projections,
    queue,
    calendar: createCalendar(),
    clock: systemClock,
    log,
    onRefused: refused,
  });
  await bot.start();
  return {
    ready: () => bot.ready(),
    close: async () => {
      await bot.close();
      return [];
    },
  };
}
