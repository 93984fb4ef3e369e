/**
 * Every no of the kit, with what happened and what to do now. The codes are part of the wire: Greenroom shows them with
 * the same remedies. `status` is the HTTP status that goes with it.
 */
const refusals = {
  'stage.flags': {
    status: 403,
    means: 'APP_ENV and IS_PRODUCTION do not say clearly where the app runs.',
    remedy:
      'Set both there: APP_ENV to production, staging or local, and IS_PRODUCTION to true in production and false elsewhere.',
  },
  'stage.key-weak': {
    status: 403,
    means: 'The key for signed requests is shorter than 32 characters.',
    remedy: 'Make one with `openssl rand -hex 32` and give it to the app as GREENROOM_KEY and to Greenroom.',
  },
  'stage.production': {
    status: 403,
    means: 'This is production: nothing here may be seeded, reset or played with.',
    remedy: 'Ask for staging.',
  },
  'stage.marker-missing': {
    status: 403,
    means: 'The data carry no marker, so nobody can know whose they are.',
    remedy: 'Look whose data they are. If they are this environment’s own, run the app’s script `mark`.',
  },
  'stage.marker-doubled': {
    status: 403,
    means: 'The data carry more than one marker, as after a dump was read into data of another environment.',
    remedy: 'Make an empty database for this environment, and start the app on it.',
  },
  'stage.marker-production': {
    status: 403,
    means: 'The data carry production’s marker: they are production’s, or a copy of production’s.',
    remedy: 'Point this environment at data of its own. A restored production dump may not be played with.',
  },
  'stage.marker-other': {
    status: 403,
    means: 'The data carry the marker of another environment.',
    remedy: 'Point this environment at data of its own.',
  },
  'stage.marker-unreadable': {
    status: 403,
    means: 'The marker could not be read.',
    remedy:
      'See that PostgreSQL and Redis answer and that the app’s user may read the schema greenroom; then try again.',
  },
  'stage.not-started': {
    status: 403,
    means: 'The kit has not been started, or its start was refused.',
    remedy: 'Call kit.start() before the app listens, and let its refusal end the start.',
  },
  'stage.unsigned': {
    status: 401,
    means: 'The request is not signed with this environment’s key for this environment.',
    remedy: 'Give Greenroom and the app of one environment the same key, and each environment a key of its own.',
  },
  'stage.stale': {
    status: 401,
    means: 'The request was signed more than 60 seconds ago, or ahead.',
    remedy: 'Set the clocks of both machines (NTP), and ask again.',
  },
  'stage.replayed': {
    status: 401,
    means: 'A request with this nonce was here before.',
    remedy: 'Ask again with a nonce of its own; if you did not, somebody is repeating requests.',
  },
  'stage.too-large': {
    status: 413,
    means: 'The request is larger than 64 KiB.',
    remedy: 'Ask for less at once.',
  },
  'stage.malformed': {
    status: 422,
    means: 'The request does not have the shape that this tool takes.',
    remedy: 'Correct what the message names.',
  },
  'stage.no-such-tool': {
    status: 422,
    means: 'The app has no such stage tool.',
    remedy: 'Use one that the app brings, or add its hook.',
  },
  'stage.no-such-scenario': {
    status: 422,
    means: 'The app has no such scenario.',
    remedy: 'Use one of those that the message names.',
  },
  'stage.id-reused': {
    status: 409,
    means: 'An operation with this id asked for something else before.',
    remedy: 'Ask with an id of its own.',
  },
  'stage.fenced': {
    status: 409,
    means: 'Somebody newer has this environment in hand.',
    remedy: 'Look at what runs there now, and ask again.',
  },
  'stage.busy': {
    status: 409,
    means: 'Another stage tool is at work on these data.',
    remedy: 'Wait until it has ended, and ask again.',
  },
  'stage.plan-moved': {
    status: 409,
    means: 'The data are not what the plan showed any more; nothing was wiped.',
    remedy: 'Ask for the plan again and look at what it says now.',
  },
  'stage.nothing-to-undo': {
    status: 409,
    means:
      'There is no reset that could be undone: none was made, it was undone already, or its snapshot is too old or was dropped.',
    remedy: 'Seed or reset again.',
  },
  'stage.unavailable': {
    status: 503,
    means: 'PostgreSQL or Redis did not answer the app.',
    remedy: 'See that both run and that the app reaches them; then look what became of the operation.',
  },
  'stage.failed': {
    status: 409,
    means: 'It failed; the data are as they were before.',
    remedy: 'Read what failed, correct what you asked for or mend the app, and ask again.',
  },
  'stage.ended-before': {
    status: 409,
    means: 'The app died while this was at work; the data are as they were before.',
    remedy: 'Ask again.',
  },
} as const satisfies Record<string, { status: number; means: string; remedy: string }>;

export type RefusalCode = keyof typeof refusals;
export const refusalTable: Readonly<
  Record<RefusalCode, { readonly status: number; readonly means: string; readonly remedy: string }>
> = refusals;

/** A no with its reason. `message` is what happened and, where known, what exactly was found. */
export class KitRefusal extends Error {
  readonly code: RefusalCode;
  readonly remedy: string;
  /** HTTP status. */
  readonly status: number;

  constructor(code: RefusalCode, found?: string) {
    const { means, remedy, status } = refusalTable[code];
    super(found === undefined ? means : `${means} ${found}`);
    this.name = 'KitRefusal';
    this.code = code;
    this.remedy = remedy;
    this.status = status;
  }
}
