import type { WebSocket } from 'ws';

interface Frame {
  readonly s: number;
  readonly text: string;
}

/** As many events are kept for a client that is away. */
const kept = 1000;

/** One IDENTIFY and all that was sent since; it outlives its connection, so that RESUME can replay. */
export class Session {
  readonly id: string;
  readonly applicationId: string;
  readonly intents: number;
  #socket: WebSocket | undefined;
  #sequence = 0;
  #frames: Frame[] = [];
  /** A zombie: the connection stands, and nothing comes through. */
  deaf = false;

  constructor(id: string, applicationId: string, intents: number) {
    this.id = id;
    this.applicationId = applicationId;
    this.intents = intents;
  }

  get socket(): WebSocket | undefined {
    return this.#socket;
  }

  attach(socket: WebSocket): void {
    this.#socket = socket;
    this.deaf = false;
  }

  detach(socket: WebSocket): void {
    if (this.#socket === socket) this.#socket = undefined;
  }

  send(event: string, data: unknown): void {
    this.#sequence += 1;
    const text = JSON.stringify({ op: 0, t: event, s: this.#sequence, d: data });
    this.#frames.push({ s: this.#sequence, text });
    if (this.#frames.length > kept) this.#frames.shift();
    if (!this.deaf) this.#socket?.send(text);
  }

  /** Whether something that the client has not seen is no longer kept; it has to start anew then. */
  isGone(after: number): boolean {
    const [oldest] = this.#frames;
    return oldest !== undefined && oldest.s > after + 1;
  }

  /** False where the client claims to have seen what was never sent. */
  replay(after: number): boolean {
    if (after > this.#sequence) return false;
    for (const frame of this.#frames) if (frame.s > after) this.#socket?.send(frame.text);
    return true;
  }
}
