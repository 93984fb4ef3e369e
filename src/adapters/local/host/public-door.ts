import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { askApp } from './ask-app.ts';
import { handOn, noteWhoAsks } from './onward.ts';
import { takeTarget } from './request-target.ts';
import type { Upstream } from './upstream.ts';

/** Longer than what stands in front keeps its own (nginx: 60 s): who closes first can meet a request on its way. */
const keepAliveTimeout = 75_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };
const sorry = 'This app is not running at the moment. Please try again in a little while.\n';

/**
 * The public address of a service. It stays while versions change behind it: the new one is pointed at, the old one
 * is drained, then ended, in that order (no request is lost so; in the other order some are: recipes §5).
 */
export class PublicDoor {
  readonly #server: Server;
  /** For WebSockets. */
  readonly #proxy = createProxyServer({ xfwd: true });
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
    try {
      handOn(await askApp(request, response, upstream), response);
    } catch {
      if (!response.destroyed) refuse(response);
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
