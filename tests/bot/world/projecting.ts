import { createCalendar } from '../../../src/adapters/calendar/calendar.ts';
import { Answering } from '../../../src/bot/answering.ts';
import { Pace } from '../../../src/bot/projector/pace.ts';
import type { Projector } from '../../../src/bot/projector/projector.ts';
import { createProjector } from '../../../src/bot/projector/projector.ts';
import type { DeploymentView } from '../../../src/ports/views.ts';
import { read } from '../cards/read.ts';
import { Channel } from './channel.ts';
import { config, memoryLog } from './config.ts';
import { HandClock } from './hand-clock.ts';
import { MemoryLedger } from './ledger.ts';
import { view } from './view.ts';

/** A projector on a ledger in memory and a channel that refuses as Discord does; `endProjectors` ends it. */
export function projecting() {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const channel = new Channel(clock.now());
  const log = memoryLog();
  const stop = new AbortController();
  const answering = new Answering();
  let refusals = 0;
  const projector: Projector = createProjector(
    {
      config: config(),
      intents: ledger.intents,
      views: ledger.views,
      projections: ledger.projections,
      queue: ledger.queue,
      calendar: createCalendar(),
      clock,
      log,
      messages: channel,
      pace: new Pace(clock),
      answering,
      signal: stop.signal,
    },
    () => {
      refusals += 1;
      stop.abort();
    },
  );
  projector.start();
  const made = { clock, ledger, channel, log, stop, answering, projector, refusals: () => refusals };
  open.push(made);
  return made;
}

const open: { stop: AbortController; projector: Projector }[] = [];
/** For afterEach. Files share this module, so each of them says so itself. */
export async function endProjectors(): Promise<void> {
  for (const { stop, projector } of open.splice(0)) {
    stop.abort();
    await projector.close();
  }
}

export const shown = (channel: Channel, index = 0): string => {
  const message = channel.live()[index];
  return message ? read(message.drawn) : '(nothing)';
};
export const subject = (text: string): DeploymentView['commit'] => ({ ...view().commit, subject: text });
