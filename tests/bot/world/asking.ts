import { createCalendar } from '../../../src/adapters/calendar/calendar.ts';
import { commands } from '../../../src/bot/commands/index.ts';
import type { Asking } from '../../../src/bot/parts.ts';
import { Refused } from '../../../src/bot/refused.ts';
import { read } from '../cards/read.ts';
import { config, ids, memoryLog } from './config.ts';
import { HandClock } from './hand-clock.ts';
import { MemoryLedger } from './ledger.ts';

/** What a command is given, with a ledger in memory; `types` runs one as Discord would. */
export function askingWorld(projects?: Readonly<Record<string, readonly string[]>>) {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const log = memoryLog();
  const roles = { mayReadLogs: true };
  const asking: Asking = {
    config: config(projects),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock,
    log,
    actor: { discordId: '100000000000000001', name: 'Ana' },
    may: () => roles.mayReadLogs,
    request: {
      interactionId: 'i1',
      applicationId: 'app',
      token: 'tok',
      channelId: ids.deployments,
      userId: '100000000000000001',
      at: clock.now(),
    },
  };
  /** Each command is an interaction of its own. */
  const typing = (): Asking => ({
    ...asking,
    request: { ...asking.request, interactionId: `i${ledger.asked.length + 1}` },
  });
  const types = async (name: string, options: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const command = commands.find((known) => known.name === name);
    if (!command) throw new Error(`no command ${name}`);
    const { drawn, file } = await command.run(typing(), options);
    return [read(drawn), ...(file ? [`(file ${file.name})`] : [])].join('\n');
  };
  const offered = async (name: string, option: string, typed: string, others = {}): Promise<(string | number)[]> =>
    ((await commands.find((known) => known.name === name)?.complete(asking, option, typed, others)) ?? []).map(
      ({ value }) => value,
    );
  return { ledger, asking, log, types, offered, roles };
}

/** The code with which it was refused. */
export async function refusedWith(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'was not refused';
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
