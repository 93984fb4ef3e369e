import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';

/** A far end that takes connections and never says a word. */
export class SilentServer {
  readonly #server: Server;
  readonly #there = new Set<Socket>();
  #came = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#came += 1;
      this.#there.add(socket);
      // Who goes without a word of goodbye is gone as well.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#there.delete(socket);
        server.emit('left');
      });
      socket.resume();
    });
  }

  static async opens(): Promise<SilentServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SilentServer(server);
  }

  get host(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `127.0.0.1:${String(address.port)}`;
  }

  /** Until as many have connected, since it opened. */
  async hasHeard(count = 1): Promise<void> {
    while (this.#came < count) await once(this.#server, 'connection');
  }

  /** Until nobody holds a connection to it any more. */
  async isLeftAlone(): Promise<void> {
    while (this.#there.size > 0) await once(this.#server, 'left');
  }

  async closes(): Promise<void> {
    for (const socket of this.#there) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
