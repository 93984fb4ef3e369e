import type { Actor } from '../core/intent.ts';
import type { Action } from '../core/operation.ts';
import type { Calendar } from '../ports/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { Intents, NewRequest } from '../ports/intents.ts';
import type { Log } from '../ports/log.ts';
import type { ConfigFile } from '../ports/project.ts';
import type { Projections } from '../ports/projections.ts';
import type { Queue } from '../ports/queue.ts';
import type { Views } from '../ports/views.ts';

/** All that the bot holds: it can ask, read and show. Nothing here can act on an environment. */
export interface BotParts {
  readonly config: ConfigFile;
  /** For links to pull requests; without it cards name them only. */
  readonly githubServerUrl?: string;
  readonly intents: Intents;
  readonly views: Views;
  readonly projections: Projections;
  readonly queue: Queue;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
}

/** One person's command or button press, after the role check. */
export interface Asking extends BotParts {
  readonly actor: Actor;
  /** Whether their roles would let them do something else besides. */
  readonly may: (action: Action) => boolean;
  readonly request: NewRequest;
}
