import { Changes } from './changes.ts';
import type { StandinClock } from './clock.ts';
import { CommandBook, commandJson } from './commands.ts';
import { Directory, type NewRole } from './directory.ts';
import type { Fault } from './faults.ts';
import { Faults } from './faults.ts';
import { Gateway } from './gateway/hub.ts';
import { Interactions } from './interactions.ts';
import type { RateLimits } from './limits.ts';
import { MessageStore } from './message-store.ts';
import type { StoredApplication, StoredAttachment, StoredMessage } from './model.ts';
import type { Choice, InteractionHandle, Typed } from './people.ts';
import { autocomplete, click, offered, slash } from './people.ts';
import type { Permission } from './permissions.ts';
import { everyonePermissions, permissionBits } from './permissions.ts';
import { Grants } from './oauth/grants.ts';
import { addReaction, emojiFrom, removeReaction } from './react.ts';
import type { ShownMessage } from './shown.ts';
import { shown } from './shown.ts';
import { Snowflakes } from './snowflake.ts';
import { tellChannel, tellMember } from './tell.ts';
import { userJson } from './wire/user.ts';
import { removeMessage } from './write-message.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** 0 where no answer was given. */
  readonly status: number;
  readonly at: number;
  /** Id of the application whose bot token it came with. */
  readonly by?: string;
  /** It was about another server, a direct message, or a channel that nobody knows. */
  readonly outside: boolean;
  /** The server that it was about, where its path tells. */
  readonly about?: string;
}

/** Everything Discord knows, and what people and accidents can do to it. One server is in it; others are only seen from it. */
export class DiscordWorld {
  readonly clock: StandinClock;
  /** Where the stand-in listens, e.g. `http://127.0.0.1:4002`. */
  readonly url: string;
  readonly ids: Snowflakes;
  readonly directory: Directory;
  readonly messageStore: MessageStore;
  readonly commands: CommandBook;
  readonly interactions: Interactions;
  readonly gateway: Gateway;
  readonly faults = new Faults();
  readonly limits: RateLimits;
  readonly grants: Grants;
  readonly changes = new Changes();
  /** Uploaded files by id; their addresses go on working when the message is gone, as Discord's do for a while. */
  readonly files = new Map<string, StoredAttachment>();
  readonly requests: SeenRequest[] = [];
  /** What was sent that Discord would refuse, save for what happens to correct bots, too. A story with one has failed. */
  readonly violations: string[] = [];
  /** The stand-in's own answers that are not as Discord's specification says. */
  readonly faultsOfOwn: string[] = [];
  /** Privileged intents that are switched on in the portal, as bits; others end with 4014. */
  privilegedIntents = 0;
  readonly #revoked: { channelId: string; applicationId: string; permission: Permission }[] = [];

  constructor(options: { clock: StandinClock; url: string; gatewayHeartbeatMs: number; limits: RateLimits }) {
    this.limits = options.limits;
    this.clock = options.clock;
    this.url = options.url;
    this.ids = new Snowflakes(options.clock);
    this.directory = new Directory(options.clock, this.ids);
    this.messageStore = new MessageStore(options.clock);
    this.commands = new CommandBook(this.ids);
    this.interactions = new Interactions(this);
    this.grants = new Grants(options.clock);
    this.gateway = new Gateway(this, options.gatewayHeartbeatMs);
  }

  addGuild(wanted: { id?: string; name?: string } = {}): { id: string; name: string } {
    return this.#changed(this.directory.addGuild(wanted));
  }

  /** Its bot user, which has the same id, becomes a member. Without an id the one in the token is taken. */
  addApplication(wanted: Parameters<Directory['addApplication']>[0] = {}): StoredApplication {
    return this.#changed(this.directory.addApplication(wanted));
  }

  /** Somebody opened the invitation and said yes. */
  invite(applicationId: string, permissions: bigint): void {
    tellMember(this, 'GUILD_MEMBER_ADD', this.directory.invite(applicationId, permissions));
  }

  /** A server elsewhere. Only the applications named see its channel, and can write there. */
  addOtherServer(wanted: Parameters<Directory['addOtherServer']>[0]): { id: string; channel: string } {
    return this.#changed(this.directory.addOtherServer(wanted));
  }

  addRole(wanted: NewRole = {}): { id: string; name: string } {
    return this.#changed(this.directory.addRole(wanted));
  }

  addMember(wanted: { id?: string; name?: string; roles?: readonly string[]; bot?: boolean } = {}): {
    id: string;
    name: string;
  } {
    return this.#changed(this.directory.addMember(wanted)).user;
  }

  addChannel(wanted: { id?: string; name?: string } = {}): { id: string; name: string } {
    return this.#changed(this.directory.addChannel(wanted));
  }

  /** Types a command, `name` or `name subcommand`, and sends it. Waits a moment for the command to be registered. */
  slash(userId: string, channelId: string, name: string, options: Typed = {}): Promise<InteractionHandle> {
    return slash(this, userId, channelId, name, options);
  }

  autocomplete(
    userId: string,
    channelId: string,
    name: string,
    option: string,
    value: string,
    others: Typed = {},
  ): Promise<Choice[]> {
    return autocomplete(this, [userId, channelId, name], option, value, others);
  }

  /** Clicks a button, or picks `values` from a select. */
  click(
    userId: string,
    messageId: string,
    customId: string,
    values: readonly string[] = [],
  ): Promise<InteractionHandle> {
    return Promise.resolve().then(() => click(this, userId, messageId, customId, values));
  }

  react(userId: string, messageId: string, emoji: string, burst = false): void {
    addReaction(this, this.messageSeenBy(userId, messageId), userId, emojiFrom(emoji), burst);
  }

  unreact(userId: string, messageId: string, emoji: string): void {
    removeReaction(this, this.messageSeenBy(userId, messageId), userId, emojiFrom(emoji));
  }

  setRoles(userId: string, roleIds: readonly string[]): void {
    const member = this.directory.member(userId);
    for (const id of roleIds) this.directory.role(id);
    member.roles = [...roleIds];
    tellMember(this, 'GUILD_MEMBER_UPDATE', member);
  }

  removeMember(userId: string): void {
    const { user } = this.directory.member(userId);
    this.directory.members.delete(userId);
    const data = { guild_id: this.directory.guild.id, user: userJson(user) };
    this.gateway.dispatch('GUILD_MEMBER_REMOVE', () => data, 'GuildMembers');
    this.changes.tell();
  }

  deleteMessage(messageId: string): void {
    const message = this.messageStore.find(messageId);
    if (message === undefined) throw new Error(`no message ${messageId}`);
    removeMessage(this, message);
  }

  /** Oldest first. With a viewer also what only they see; without one, what everybody sees. */
  messages(channelId: string, viewer?: string): ShownMessage[] {
    return this.messageStore
      .in(channelId)
      .filter(({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === viewer)
      .map((message) => shown(this, message));
  }

  commandsFor(userId: string): object[] {
    return offered(this, userId).map(commandJson);
  }

  /** Text channels and threads of the server. */
  channels(): { id: string; name: string; parentId?: string }[] {
    return [...this.directory.channels.values()]
      .filter(({ id }) => this.directory.guildIdOf(id) === this.directory.guild.id)
      .map(({ id, name, thread }) => ({
        id,
        name,
        ...(thread === undefined ? {} : { parentId: thread.parentId }),
      }));
  }

  members(): { id: string; name: string; bot: boolean; roles: string[] }[] {
    return [...this.directory.members.values()].map(({ user, roles }) => ({ ...user, roles: [...roles] }));
  }

  roles(): { id: string; name: string; color: number }[] {
    return [...this.directory.roles.values()].map(({ id, name, color }) => ({ id, name, color }));
  }

  /** Called at every change; returns what stops it. */
  onChange(listener: () => void): () => void {
    return this.changes.on(listener);
  }

  violation(text: string): void {
    this.violations.push(text);
    this.changes.tell();
  }

  breaks(fault: Fault): void {
    this.faults.arm(fault);
  }

  /** Every connection is lost without a word; sessions can be resumed. */
  dropsGateway(): void {
    this.gateway.drop();
  }

  asksReconnect(): void {
    this.gateway.askReconnect();
  }

  invalidatesSession(resumable: boolean): void {
    this.gateway.invalidate(resumable);
  }

  stopsAcking(): void {
    this.gateway.stopAcking();
  }

  /** New connections are hung up on for so many milliseconds of real time. */
  gatewayRefuses(forMs: number): void {
    this.gateway.refuse(forMs);
  }

  /** New connections get no answer at all. */
  gatewayHangs(): void {
    this.gateway.hang();
  }

  /** Takes a permission from every application in one channel, as somebody does who edits the channel. */
  revoke(channelId: string, permission: Permission): void {
    for (const { id } of this.directory.applications.values()) {
      this.directory.overwrite(channelId, id, [permission]);
      this.#revoked.push({ channelId, applicationId: id, permission });
    }
    tellChannel(this, 'CHANNEL_UPDATE', channelId);
  }

  /** Forgets faults that have not struck, lets the gateway in again, and gives back what was revoked. */
  heals(): void {
    this.faults.clear();
    this.gateway.heal();
    for (const { channelId, applicationId, permission } of this.#revoked.splice(0)) {
      this.directory.overwrite(channelId, applicationId, [], [permission]);
      tellChannel(this, 'CHANNEL_UPDATE', channelId);
    }
  }

  /** With or without the “Bot ” before it. */
  applicationByToken(token: string | undefined): StoredApplication | undefined {
    const bare = token?.replace(/^Bot /, '');
    return [...this.directory.applications.values()].find((one) => one.token === bare);
  }

  can(userId: string, channelId: string, permission: Permission): boolean {
    const elsewhere = this.directory.otherServers.get(this.directory.guildIdOf(channelId) ?? '');
    if (elsewhere !== undefined)
      return elsewhere.applications.includes(userId) && (everyonePermissions & permissionBits[permission]) !== 0n;
    const member = this.directory.members.get(userId);
    const channel = this.directory.channels.get(channelId);
    if (member === undefined || channel === undefined) return false;
    return (this.directory.permissions(member, channel) & permissionBits[permission]) !== 0n;
  }

  /** Throws where the person is not on the server, or the channel does not exist for them. */
  mustSee(userId: string, channelId: string): void {
    const { user } = this.directory.member(userId);
    const { name } = this.directory.channel(channelId);
    if (!this.can(userId, channelId, 'ViewChannel')) throw new Error(`${user.name} cannot see #${name}`);
  }

  messageSeenBy(userId: string, messageId: string): StoredMessage {
    const message = this.messageStore.find(messageId);
    if (message === undefined || (message.ephemeralFor !== undefined && message.ephemeralFor !== userId)) {
      throw new Error(`${userId} sees no message ${messageId}`);
    }
    this.mustSee(userId, message.channelId);
    return message;
  }

  #changed<T>(value: T): T {
    this.changes.tell();
    return value;
  }
}
