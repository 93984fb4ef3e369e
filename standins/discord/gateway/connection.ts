import type { WebSocket } from 'ws';
import { isJson, numberAt, textAt } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import type { DiscordWorld } from '../world.ts';
import type { Gateway } from './hub.ts';
import { knownIntents, privileged } from './intents.ts';
import type { Session } from './session.ts';

/** More than this a client may not send in one frame, nor more than `sendsPerMinute` frames. */
const frameBytes = 4096;
const sendsPerMinute = 120;

/** One WebSocket: HELLO, then IDENTIFY or RESUME, then heartbeats. Close codes are Discord's. */
export class Connection {
  readonly socket: WebSocket;
  readonly #gateway: Gateway;
  readonly #world: DiscordWorld;
  readonly #heartbeatMs: number;
  #session: Session | undefined;
  #heard: NodeJS.Timeout | undefined;
  #deaf = false;
  #sends: number[] = [];

  constructor(gateway: Gateway, world: DiscordWorld, socket: WebSocket, heartbeatMs: number) {
    this.socket = socket;
    this.#gateway = gateway;
    this.#world = world;
    this.#heartbeatMs = heartbeatMs;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', (code) => {
      clearTimeout(this.#heard);
      this.#session?.detach(socket);
      // Closing with 1000 or 1001 ends the session; anything else leaves it to be resumed.
      if (this.#session !== undefined && (code === 1000 || code === 1001)) gateway.forget(this.#session);
      world.changes.tell();
    });
    socket.on('error', () => socket.terminate());
    this.#expectHeartbeat();
    this.send({ op: 10, d: { heartbeat_interval: heartbeatMs, _trace: [] } });
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify({ s: null, t: null, ...frame }));
  }

  /** After op 9 the client may RESUME or IDENTIFY on this same connection. */
  invalidate(resumable: boolean): void {
    this.#session?.detach(this.socket);
    this.#session = undefined;
    this.send({ op: 9, d: resumable });
  }

  deafen(): void {
    this.#deaf = true;
    clearTimeout(this.#heard);
    if (this.#session !== undefined) this.#session.deaf = true;
  }

  #refuse(code: number, why: string, violation = true): void {
    if (violation) this.#world.violation(`gateway: closed with ${code}: ${why}`);
    this.socket.close(code, why);
  }

  #expectHeartbeat(): void {
    clearTimeout(this.#heard);
    if (this.#deaf) return;
    this.#heard = setTimeout(() => this.#refuse(4009, 'Session timed out.', false), this.#heartbeatMs * 2.5);
  }

  #receive(data: Buffer): void {
    const now = performance.now();
    this.#sends = [...this.#sends.filter((at) => now - at < 60_000), now];
    if (this.#sends.length > sendsPerMinute) return this.#refuse(4008, 'You are being rate limited.');
    if (data.length > frameBytes) return this.#refuse(4002, 'Error while decoding payload.');
    let frame: unknown;
    try {
      frame = parseJson(data.toString('utf8'));
    } catch {
      return this.#refuse(4002, 'Error while decoding payload.');
    }
    const payload = isJson(frame) ? frame['d'] : undefined;
    switch (numberAt(frame, 'op')) {
      case 1:
        this.#expectHeartbeat();
        if (!this.#deaf) this.send({ op: 11 });
        return;
      case 2:
        return this.#identify(payload);
      case 6:
        return this.#resume(payload);
      case 3:
      case 4:
      case 8:
        // Presence, voice and member requests: known, and without effect here.
        if (this.#session === undefined) return this.#refuse(4003, 'Not authenticated.');
        return;
      default:
        return this.#refuse(4001, 'Unknown opcode.');
    }
  }

  #identify(payload: unknown): void {
    if (this.#session !== undefined) return this.#refuse(4005, 'Already authenticated.');
    const application = this.#world.applicationByToken(textAt(payload, 'token'));
    if (application === undefined) return this.#refuse(4004, 'Authentication failed.', false);
    const wanted = numberAt(payload, 'intents');
    if (wanted === undefined || (wanted & ~knownIntents) !== 0) return this.#refuse(4013, 'Invalid intent(s).');
    if ((wanted & privileged & ~this.#world.privilegedIntents) !== 0)
      return this.#refuse(4014, 'Disallowed intent(s).');
    if (!isJson(payload) || !isJson(payload['properties'])) return this.#refuse(4002, 'Error while decoding payload.');
    this.#session = this.#gateway.open(application.id, wanted, this.socket);
  }

  #resume(payload: unknown): void {
    if (this.#session !== undefined) return this.#refuse(4005, 'Already authenticated.');
    const application = this.#world.applicationByToken(textAt(payload, 'token'));
    if (application === undefined) return this.#refuse(4004, 'Authentication failed.', false);
    const session = this.#gateway.find(textAt(payload, 'session_id') ?? '');
    const after = numberAt(payload, 'seq') ?? 0;
    if (session === undefined || session.applicationId !== application.id || session.isGone(after)) {
      return this.send({ op: 9, d: false });
    }
    session.socket?.terminate();
    session.attach(this.socket);
    this.#session = session;
    if (!session.replay(after)) return this.#refuse(4007, 'Invalid seq.');
    session.send('RESUMED', { _trace: [] });
    this.#world.changes.tell();
  }
}
