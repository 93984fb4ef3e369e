import {
  Agent,
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { createProxyServer } from 'httpxy';
import { bodyOf, handOn, isHarmlessTwice, makeReady, noteWhoAsks } from './onward.ts';
import { takeTarget } from './request-target.ts';

const drainMs = 10_000;
/** How long a connection may have been idle on which something is sent that must not be sent twice. */
const briefMs = 500;
/** Longer than what stands in front keeps its own (nginx: 60 s): who closes first can meet a request on its way. */
const keepAliveTimeout = 75_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where requests go. Each version has connections of its own, never shared, so that ending one cannot cut another. */
export class Upstream {
  readonly url: string;
  /** For what may be asked twice: the app may close an idle connection just as a request is on its way there. */
  readonly kept = new Agent({ keepAlive: true });
  /**
   * For everything else: apps close what has been idle for seconds, so one that was in use a moment ago is still there
   * (gunicorn waits for 2 s, Node for 5). A connection for each would double what a request costs here.
   */
  readonly brief = new Agent({ keepAlive: true, timeout: briefMs });
  /** Never one that was used before. */
  readonly fresh = new Agent();
  inflight = 0;
  readonly sockets = new Set<Duplex>();
  #idle: (() => void) | undefined;

  constructor(url: string) {
    this.url = url;
  }

  left(): void {
    this.inflight -= 1;
    if (this.inflight === 0) this.#idle?.();
  }

  /** Until nothing is under way any more, or the time is over; then what is left is cut, and counted. */
  async drain(longestMs = drainMs): Promise<number> {
    if (this.inflight > 0)
      await Promise.race([
        new Promise<void>((resolve) => (this.#idle = resolve)),
        wait(longestMs, undefined, { ref: false }),
      ]);
    const cut = this.inflight;
    for (const socket of this.sockets) socket.destroy();
    this.kept.destroy();
    this.brief.destroy();
    this.fresh.destroy();
    return cut;
  }
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };
const sorry = 'This app is not running at the moment. Please try again in a little while.\n';

/**
 * The public address of a service. It stays while versions change behind it: the new one is pointed at, the old one
 * is drained, then ended, in that order (no request is lost so; in the other order some are: recipes §5).
 */
export class PublicDoor {
  readonly #server: Server;
  // Without an “error” listener, on purpose: with one, httpxy resolves instead of rejecting, and nobody would answer.
  readonly #proxy = createProxyServer({ xfwd: true, selfHandleResponse: true });
  /** How a request was asked of the app. */
  readonly #asked = new WeakMap<IncomingMessage, ClientRequest>();
  readonly #answered = new WeakSet<IncomingMessage>();
  readonly address: Address;
  #upstream: Upstream | undefined;
  #opening: Promise<void> | undefined;

  constructor(address: Address) {
    this.address = address;
    const server = {
      keepAliveTimeout,
      // How long an upload may take is the app's to say.
      requestTimeout: 0,
      // Whoever offers anything else, such as HTTP/2, is answered as if it had not (RFC 9110 §7.8).
      shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
    };
    this.#server = createServer(server, (request, response) => void this.#pass(request, response));
    this.#server.on('upgrade', (request, socket, head) => void this.#passSocket(request, socket, head));
    this.#proxy.on('proxyReq', (asked, request) => {
      this.#asked.set(request, asked);
      // httpxy makes a path of it, `/*`, which is another thing.
      if (request.url === '*') asked.path = '*';
    });
    this.#proxy.on('proxyRes', (answer, request, response) => {
      this.#answered.add(request);
      try {
        handOn(answer, response);
      } catch {
        response.once('close', () => answer.destroy());
        refuse(response);
      }
    });
  }

  get upstream(): Upstream | undefined {
    return this.#upstream;
  }

  /** Once, however many ask; a failure is forgotten, so that the next one tries again. */
  open(): Promise<void> {
    this.#opening ??= this.#listen().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.address.port, this.address.host, () => {
        this.#server.removeListener('error', reject);
        this.#server.on('error', () => undefined);
        resolve();
      });
    });
  }

  /** The upstream that served before, to be drained by the caller. */
  point(to: Upstream | undefined): Upstream | undefined {
    const before = this.#upstream;
    this.#upstream = to;
    return before;
  }

  /** Whether it is the one that listens at its address. */
  get isOpen(): boolean {
    return this.#server.listening;
  }

  /** Somebody else may listen at its address from now on; what it has let in goes on to its end. For good. */
  letGo(): void {
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  async close(): Promise<void> {
    if (this.#opening === undefined) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    setTimeout(() => this.#server.closeAllConnections(), 1_000).unref();
    await closed;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wrong = takeTarget(request);
    if (wrong !== undefined) {
      response.writeHead(400, plain).end(wrong);
      return;
    }
    const upstream = this.#upstream;
    if (upstream === undefined) {
      response.writeHead(503, { ...plain, 'retry-after': '5' }).end(sorry);
      return;
    }
    upstream.inflight += 1;
    response.once('close', () => upstream.left());
    makeReady(request);
    const harmless = isHarmlessTwice(request);
    const body = bodyOf(request);
    const ask = (agent: Agent): Promise<void> =>
      this.#proxy.web(request, response, {
        target: upstream.url,
        agent,
        ...(body === undefined ? {} : { buffer: body }),
      });
    // What has begun to come is cut by the proxy itself where it ends before its time; before that nobody has answered.
    const unanswered = (): boolean => !this.#answered.has(request) && !response.destroyed;
    try {
      await ask(harmless ? upstream.kept : upstream.brief).catch((error: unknown) => {
        const stale = harmless && this.#asked.get(request)?.reusedSocket === true && unanswered();
        if (!stale) throw error;
        return ask(upstream.fresh);
      });
    } catch {
      if (unanswered()) refuse(response);
      // The rest of what is sent up is let pass, so that the connection is free for the next request.
      body?.unpipe().resume();
    }
  }

  async #passSocket(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const wrong = takeTarget(request);
    if (wrong !== undefined) {
      const fields = `Content-Type: ${plain['content-type']}\r\nContent-Length: ${Buffer.byteLength(wrong)}`;
      socket.end(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n${fields}\r\n\r\n${wrong}`);
      return;
    }
    const upstream = this.#upstream;
    if (upstream === undefined) {
      socket.destroy();
      return;
    }
    upstream.inflight += 1;
    upstream.sockets.add(socket);
    socket.once('close', () => {
      upstream.sockets.delete(socket);
      upstream.left();
    });
    noteWhoAsks(request);
    try {
      // @ts-expect-error httpxy wants a net.Socket; node types the upgrade's socket as a Duplex, which it is in fact.
      await this.#proxy.ws(request, socket, { target: upstream.url }, head);
    } catch {
      socket.destroy();
    }
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(502, 'Bad Gateway', plain).end(sorry);
}
