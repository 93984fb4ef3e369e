import { randomBytes } from 'node:crypto';
import type { StandinClock } from './clock.ts';
import type {
  Overwrite,
  OtherServer,
  StoredApplication,
  StoredChannel,
  StoredMember,
  StoredRole,
  StoredUser,
} from './model.ts';
import type { Permission } from './permissions.ts';
import { everyonePermissions, permissionBits, permissionsOf } from './permissions.ts';
import type { Snowflakes } from './snowflake.ts';

export interface NewRole {
  readonly id?: string;
  readonly name?: string;
  readonly color?: number;
  readonly permissions?: string | bigint;
  readonly mentionable?: boolean;
  readonly botId?: string;
}

/** Who and what there is: one server, its roles, people and channels, the applications, and what other servers have. */
export class Directory {
  readonly roles = new Map<string, StoredRole>();
  readonly members = new Map<string, StoredMember>();
  /** Also those who left. */
  readonly users = new Map<string, StoredUser>();
  /** Text channels and threads. */
  readonly channels = new Map<string, StoredChannel>();
  readonly applications = new Map<string, StoredApplication>();
  readonly otherServers = new Map<string, OtherServer>();
  readonly #clock: StandinClock;
  readonly #ids: Snowflakes;
  #guild: { readonly id: string; readonly name: string; readonly ownerId: string } | undefined;

  constructor(clock: StandinClock, ids: Snowflakes) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** The one server; made by itself where something is added before it. */
  get guild(): { readonly id: string; readonly name: string; readonly ownerId: string } {
    return this.#guild ?? this.addGuild({});
  }

  addGuild({ id, name }: { id?: string; name?: string }): {
    readonly id: string;
    readonly name: string;
    readonly ownerId: string;
  } {
    if (this.#guild !== undefined) throw new Error('this Discord has one server, and it exists already');
    const guild = { id: id ?? this.#ids.next(), name: name ?? 'Server', ownerId: this.#ids.next() };
    this.#guild = guild;
    // Discord's @everyone role has the server's own id.
    this.roles.set(guild.id, {
      id: guild.id,
      name: '@everyone',
      color: 0,
      position: 0,
      permissions: everyonePermissions,
      managed: false,
      mentionable: false,
    });
    // Owns it and is never there: not among the people whom a test made.
    const owner = { id: guild.ownerId, name: 'owner', bot: false };
    this.users.set(owner.id, owner);
    return guild;
  }

  addApplication(wanted: {
    id?: string;
    name?: string;
    token?: string;
    redirectUris?: readonly string[];
    /** Whether its bot is on the server already; it is unless told. */
    invited?: boolean;
  }): StoredApplication {
    const id = wanted.id ?? idInToken(wanted.token) ?? this.#ids.next();
    const name = wanted.name ?? 'Bot';
    const token =
      wanted.token ?? `${Buffer.from(id).toString('base64url')}.Gstand.${randomBytes(20).toString('base64url')}`;
    const application = {
      id,
      name,
      token,
      secret: randomBytes(16).toString('hex'),
      redirectUris: [...(wanted.redirectUris ?? [])],
      flags: 0,
    };
    this.applications.set(id, application);
    if (wanted.invited === false) this.users.set(id, { id, name, bot: true });
    else this.addMember({ id, name, bot: true });
    return application;
  }

  addRole(wanted: NewRole): StoredRole {
    const position = this.roles.size;
    const id = wanted.id ?? this.#ids.next();
    const role: StoredRole = {
      id,
      name: wanted.name ?? 'role',
      color: wanted.color ?? 0,
      position,
      permissions: BigInt(wanted.permissions ?? 0n),
      managed: wanted.botId !== undefined,
      mentionable: wanted.mentionable ?? false,
      ...(wanted.botId === undefined ? {} : { botId: wanted.botId }),
    };
    this.roles.set(id, role);
    return role;
  }

  /** Somebody with the right to has opened the invitation and said yes: Discord makes the bot a role of its own. */
  invite(applicationId: string, permissions: bigint): StoredMember {
    const application = this.applications.get(applicationId);
    if (application === undefined) throw new Error(`no application ${applicationId}`);
    const { id, name } = application;
    const own = this.addRole({ name, permissions, botId: id });
    return this.addMember({ id, name, bot: true, roles: [own.id] });
  }

  addMember(wanted: { id?: string; name?: string; roles?: readonly string[]; bot?: boolean }): StoredMember {
    const id = wanted.id ?? this.#ids.next();
    for (const role of wanted.roles ?? []) this.role(role);
    const user = { id, name: wanted.name ?? `user-${id.slice(-4)}`, bot: wanted.bot ?? false };
    const member = { user, roles: [...(wanted.roles ?? [])], joinedAt: this.#clock.now() };
    this.users.set(id, user);
    this.members.set(id, member);
    return member;
  }

  /** A server elsewhere with one channel, for the applications that were invited there. */
  addOtherServer(wanted: { name: string; applications: readonly string[]; channel: string }): {
    readonly id: string;
    readonly channel: string;
  } {
    const id = this.#ids.next();
    this.otherServers.set(id, { id, name: wanted.name, applications: [...wanted.applications] });
    return { id, channel: this.addChannel({ name: wanted.channel, guildId: id }).id };
  }

  /** The server that a channel or thread is on; undefined where there is no such channel. */
  guildIdOf(channelId: string): string | undefined {
    const channel = this.channels.get(channelId);
    if (channel?.thread !== undefined) return this.guildIdOf(channel.thread.parentId);
    return channel && (channel.guildId ?? this.guild.id);
  }

  addChannel(wanted: { id?: string; name?: string; guildId?: string }): StoredChannel {
    const position = this.channels.size;
    const id = wanted.id ?? this.#ids.next();
    const channel: StoredChannel = {
      id,
      type: 0,
      name: wanted.name ?? 'general',
      position,
      overwrites: [],
      createdAt: this.#clock.now(),
      ...(wanted.guildId === undefined ? {} : { guildId: wanted.guildId }),
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** As get, but what is not there is a mistake of the caller. */
  role(id: string): StoredRole {
    const found = this.roles.get(id);
    if (found === undefined) throw new Error(`no role ${id} on this server; addRole comes first`);
    return found;
  }

  member(id: string): StoredMember {
    const found = this.members.get(id);
    if (found === undefined) throw new Error(`no member ${id} on this server; addMember comes first`);
    return found;
  }

  channel(id: string): StoredChannel {
    const found = this.channels.get(id);
    if (found === undefined) throw new Error(`no channel ${id} on this server; addChannel comes first`);
    return found;
  }

  permissions(member: StoredMember, channel?: StoredChannel): bigint {
    const at = channel?.thread === undefined ? channel : this.channels.get(channel.thread.parentId);
    return permissionsOf(member, [...this.roles.values()], this.guild.id, at);
  }

  /** Denies (or with `allow` gives) somebody permissions in one channel, as the channel's settings would. */
  overwrite(
    channelId: string,
    userId: string,
    denied: readonly Permission[],
    allowed: readonly Permission[] = [],
  ): Overwrite {
    const { overwrites } = this.channel(channelId);
    let entry = overwrites.find(({ id }) => id === userId);
    if (entry === undefined) {
      entry = { id: userId, type: this.roles.has(userId) ? 0 : 1, allow: 0n, deny: 0n };
      overwrites.push(entry);
    }
    for (const name of denied) {
      entry.deny |= permissionBits[name];
      entry.allow &= ~permissionBits[name];
    }
    for (const name of allowed) {
      entry.allow |= permissionBits[name];
      entry.deny &= ~permissionBits[name];
    }
    return entry;
  }
}

/** A bot's token begins with its id in base64. */
function idInToken(token: string | undefined): string | undefined {
  const id = Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString('latin1');
  return /^\d{17,20}$/.test(id) ? id : undefined;
}
