import { notSet } from '../../config/secrets.ts';
import { NotTaken, type Reply, askJson, field, listAt, look, textAt } from '../../platform/ask-json.ts';
import type { Patience } from '../../platform/patience.ts';
import type { ChannelSeen, DiscordSeen, RoleSeen } from '../../ports/survey.ts';

interface Wants {
  /** Undefined where none is set. */
  readonly token: string | undefined;
  /** Discord's API without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  /** Id of the server. */
  readonly guild: string;
  /** Compares what Discord has registered with what this version registers. */
  readonly compare: (registered: unknown) => { readonly registered: number; readonly different: readonly string[] };
  /** With each look. */
  readonly patience: Patience;
}

/** Who asks, where, and for how long it waits. */
export type DiscordPlace = Pick<Wants, 'token' | 'apiUrl' | 'patience'>;

/** Bits of an application's flags (docs.discord.com, “Application flags”): granted, or usable in fewer than 100 servers. */
const privilegedFlags: readonly (readonly [number, string])[] = [
  [(1 << 12) | (1 << 13), 'Presence'],
  [(1 << 14) | (1 << 15), 'Server Members'],
  [(1 << 18) | (1 << 19), 'Message Content'],
];

/** `what` completes “Discord did not give …”. */
export async function askDiscord(
  { token, apiUrl, patience }: DiscordPlace,
  what: string,
  path: string,
  more: { readonly method?: 'POST' | 'PATCH'; readonly body?: unknown } = {},
): Promise<Reply> {
  if (token === undefined) throw new NotTaken(`DISCORD_TOKEN is ${notSet('DISCORD_TOKEN')}`);
  const reply = await askJson({
    url: `${apiUrl}/v10${path}`,
    headers: { authorization: `Bot ${token}` },
    patience,
    ...more,
  });
  if (reply.status === 401) throw new NotTaken('Discord refused this bot token');
  if (reply.status >= 200 && reply.status < 300) return reply;
  throw new DiscordSaid(what, reply);
}

/** Discord's own number beside the status: 50001 is “Missing Access”, 10004 “Unknown Guild”. */
export class DiscordSaid extends Error {
  readonly status: number;
  readonly code: number;

  constructor(what: string, { status, body }: Reply) {
    const code = Number(field(body, 'code') ?? 0);
    super(`Discord did not give ${what}: ${String(status)}, code ${String(code)}, ${textAt(body, 'message')}`);
    this.status = status;
    this.code = code;
  }
}

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly privileged: readonly string[];
}

export async function readApplication(wants: DiscordPlace): Promise<Application> {
  const { body } = await askDiscord(wants, 'the application', '/applications/@me');
  const id = textAt(body, 'id');
  if (id === '') throw new Error('Discord’s answer about the application has no id');
  const flags = Number(field(body, 'flags') ?? 0);
  const privileged = privilegedFlags.flatMap(([bits, called]) => ((flags & bits) === 0 ? [] : [called]));
  return { id, name: textAt(body, 'name'), privileged };
}

const bits = (value: unknown, name: string): bigint => {
  const text = textAt(value, name);
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
};

export function rolesFrom(answer: unknown): readonly RoleSeen[] {
  return listAt(answer).map((role) => ({
    id: textAt(role, 'id'),
    name: textAt(role, 'name'),
    permissions: bits(role, 'permissions'),
    managed: field(role, 'managed') === true,
    mentionable: field(role, 'mentionable') === true,
  }));
}

export function channelsFrom(answer: unknown): readonly ChannelSeen[] {
  return listAt(answer).map((channel) => ({
    id: textAt(channel, 'id'),
    name: textAt(channel, 'name'),
    type: Number(field(channel, 'type') ?? -1),
    overwrites: listAt(field(channel, 'permission_overwrites')).map((one) => ({
      id: textAt(one, 'id'),
      type: Number(field(one, 'type') ?? 0),
      allow: bits(one, 'allow'),
      deny: bits(one, 'deny'),
    })),
  }));
}

const isStranger = (error: unknown): boolean =>
  error instanceof DiscordSaid && [10004, 10007, 50001].includes(error.code);

/** What the bot is, may and has registered: five questions side by side, by REST alone. */
export async function surveyDiscord(wants: Wants): Promise<DiscordSeen> {
  const { guild, compare, patience } = wants;
  const application = readApplication(wants);
  // Each look that needs it says so; here it must not end the process.
  application.catch(() => undefined);
  const server = `/guilds/${guild}`;
  const [its, member, roles, channels, commands] = await Promise.all([
    look(() => application, patience),
    look(async () => {
      const { id } = await application;
      try {
        const { body } = await askDiscord(wants, 'the bot’s own membership', `${server}/members/${id}`);
        return { id, roleIds: listAt(field(body, 'roles')).map(String) };
      } catch (error) {
        if (isStranger(error)) return undefined;
        throw error;
      }
    }, patience),
    look(async () => rolesFrom((await askDiscord(wants, 'the server’s roles', `${server}/roles`)).body), patience),
    look(
      async () => channelsFrom((await askDiscord(wants, 'the server’s channels', `${server}/channels`)).body),
      patience,
    ),
    look(async () => {
      const { id } = await application;
      return compare((await askDiscord(wants, 'the commands', `/applications/${id}${server}/commands`)).body);
    }, patience),
  ]);
  return { application: its, member, roles, channels, commands };
}
