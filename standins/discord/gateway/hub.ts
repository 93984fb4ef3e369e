import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { textAt } from '../json.ts';
import type { DiscordWorld } from '../world.ts';
import { guildCreateJson } from '../wire/guild.ts';
import { userJson } from '../wire/user.ts';
import { Connection } from './connection.ts';
import type { Intent } from './intents.ts';
import { intents } from './intents.ts';
import { Session } from './session.ts';

/** All sessions of all clients: who is sent which event, and what goes wrong by script. */
export class Gateway {
  readonly #world: DiscordWorld;
  readonly #heartbeatMs: number;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #sessions = new Map<string, Session>();
  readonly #connections = new Set<Connection>();
  #refusing: NodeJS.Timeout | undefined;
  /** Where there is a set, who connects gets no answer. */
  #hung: Set<Duplex> | undefined;
  /** How often somebody identified; Discord allows 1000 a day and then resets the token. */
  identifies = 0;

  constructor(world: DiscordWorld, heartbeatMs: number) {
    this.#world = world;
    this.#heartbeatMs = heartbeatMs;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#refusing !== undefined) {
      socket.destroy();
      return;
    }
    if (this.#hung !== undefined) {
      this.#hung.add(socket);
      socket.on('error', () => socket.destroy());
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened: WebSocket) => {
      const connection = new Connection(this, this.#world, opened, this.#heartbeatMs);
      this.#connections.add(connection);
      opened.on('close', () => this.#connections.delete(connection));
    });
  }

  /** IDENTIFY was good: READY with the server as not yet there, then the server. */
  open(applicationId: string, wanted: number, socket: WebSocket): Session {
    this.identifies += 1;
    const { directory, url } = this.#world;
    const session = new Session(randomBytes(16).toString('hex'), applicationId, wanted);
    this.#sessions.set(session.id, session);
    session.attach(socket);
    session.send('READY', {
      v: 10,
      user: { ...userJson(directory.member(applicationId).user), verified: true, mfa_enabled: true, email: null },
      guilds: [{ id: directory.guild.id, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: `${url.replace('http', 'ws')}/gateway`,
      session_type: 'normal',
      shard: [0, 1],
      application: { id: applicationId, flags: 0 },
    });
    if ((wanted & intents.Guilds) !== 0) {
      session.send('GUILD_CREATE', guildCreateJson(directory, applicationId, (wanted & intents.GuildMembers) !== 0));
    }
    this.#world.changes.tell();
    return session;
  }

  find(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  forget(session: Session): void {
    this.#sessions.delete(session.id);
  }

  /** Whether any client of the application is connected just now. */
  connected(applicationId?: string): boolean {
    return [...this.#sessions.values()].some(
      (session) =>
        session.socket !== undefined && (applicationId === undefined || session.applicationId === applicationId),
    );
  }

  /**
   * Sends an event to each session that has the intent; what is sent may depend on the session. What happens in a
   * channel is told to those who see it.
   */
  dispatch(event: string, data: (session: Session) => object, intent?: Intent, applicationId?: string): void {
    for (const session of this.#sessions.values()) {
      if (applicationId !== undefined && session.applicationId !== applicationId) continue;
      if (intent !== undefined && (session.intents & intents[intent]) === 0) continue;
      const told = data(session);
      // An interaction comes to its application wherever it happens.
      if (applicationId !== undefined || this.#maySee(session, told)) session.send(event, told);
    }
  }

  #maySee(session: Session, told: object): boolean {
    const channelId = textAt(told, 'channel_id');
    // Ephemeral messages carry no server, and come whatever the channel allows.
    if (channelId === undefined || textAt(told, 'guild_id') === undefined) return true;
    return this.#world.can(session.applicationId, channelId, 'ViewChannel');
  }

  /** Hangs up without a close frame, as a lost network does. Sessions can be resumed. */
  drop(): void {
    for (const connection of this.#connections) connection.socket.terminate();
  }

  askReconnect(): void {
    for (const connection of this.#connections) connection.send({ op: 7, d: null });
  }

  invalidate(resumable: boolean): void {
    if (!resumable) this.#sessions.clear();
    for (const connection of this.#connections) connection.invalidate(resumable);
  }

  /** The connections of now get no more heartbeat ACKs and no events; later ones do. */
  stopAcking(): void {
    for (const connection of this.#connections) connection.deafen();
  }

  /** New connections are hung up on for so many milliseconds of real time. */
  refuse(forMs: number): void {
    clearTimeout(this.#refusing);
    this.#refusing = setTimeout(() => (this.#refusing = undefined), forMs);
  }

  /** New connections are taken and never answered. */
  hang(): void {
    this.#hung ??= new Set();
  }

  heal(): void {
    clearTimeout(this.#refusing);
    this.#refusing = undefined;
    for (const socket of this.#hung ?? []) socket.destroy();
    this.#hung = undefined;
  }

  close(): void {
    this.heal();
    for (const connection of this.#connections) connection.socket.terminate();
    this.#server.close();
  }
}
