/** Discord's numbers. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const refusals = {
  badRequest: [400, 0, '400: Bad Request'],
  general: [404, 0, '404: Not Found'],
  method: [405, 0, '405: Method Not Allowed'],
  unauthorized: [401, 0, '401: Unauthorized'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  tooManyReactions: [400, 30010, 'Maximum number of reactions reached (20)'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached (100)'],
  tooManyOldEdits: [429, 30046, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  tooLarge: [413, 40005, 'Request entity too large'],
  acknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  notAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidToken: [401, 50027, 'Invalid Webhook Token'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  archivedThread: [400, 50083, 'Thread is archived'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
} as const satisfies Record<string, readonly [number, number, string]>;

export type RefusalName = keyof typeof refusals;

/** Refusals that a correct bot meets, too: somebody deleted something, was late, or took a permission away. */
const normalLife: ReadonlySet<RefusalName> = new Set<RefusalName>([
  'unauthorized',
  'unknownChannel',
  'unknownMember',
  'unknownMessage',
  'unknownUser',
  'unknownWebhook',
  'unknownInteraction',
  'tooManyReactions',
  'tooManyOldEdits',
  'acknowledged',
  'missingAccess',
  'missingPermissions',
  'invalidToken',
  'archivedThread',
  'threadExists',
]);

/** One thing wrong with a body: where, by the keys on the way, and what. */
export interface FormProblem {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** An answer that ends the request from anywhere below it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isNormalLife: boolean;
  readonly headers: Readonly<Record<string, string>>;

  constructor(name: RefusalName, problems: readonly FormProblem[] = [], headers: Record<string, string> = {}) {
    const [status, code, message] = refusals[name];
    super(
      problems.length === 0
        ? message
        : `${message}: ${problems.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ')}`,
    );
    this.status = status;
    this.headers = headers;
    this.isNormalLife = normalLife.has(name);
    this.body = {
      message,
      code,
      ...(problems.length === 0 ? {} : { errors: nested(problems) }),
      ...(status === 429 ? { retry_after: Number(headers['retry-after'] ?? 1), global: false } : {}),
    };
  }
}

interface Nested {
  [key: string]: Nested | { readonly code: string; readonly message: string }[];
}

/** As Discord nests them: `{embeds: {"0": {title: {_errors: [{code, message}]}}}}`. */
function nested(problems: readonly FormProblem[]): Nested {
  const top: Nested = {};
  for (const { path, code, message } of problems) {
    let at = top;
    for (const key of path) {
      const found = at[String(key)];
      const inner: Nested = found === undefined || Array.isArray(found) ? {} : found;
      at[String(key)] = inner;
      at = inner;
    }
    const list = at['_errors'];
    at['_errors'] = [...(Array.isArray(list) ? list : []), { code, message }];
  }
  return top;
}
