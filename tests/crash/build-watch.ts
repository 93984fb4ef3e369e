import { createServer, type Server, type Socket } from 'node:net';

interface Builds {
  begun: number;
  done: number;
  live: number;
  mostAtOnce: number;
}

const none: Builds = { begun: 0, done: 0, live: 0, mostAtOnce: 0 };

/**
 * Counts builds from outside: each build of the tiny app holds a connection here as long as its process lives, and says
 * so when it ends well. What a killed Greenroom leaves running is therefore seen, too.
 */
export class BuildWatch {
  readonly #server: Server;
  readonly #builds = new Map<string, Builds>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<BuildWatch> {
    const server = createServer();
    const watch = new BuildWatch(server);
    server.on('connection', (socket) => watch.#hear(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return watch;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the build watch has no port');
    return address.port;
  }

  of(commit: string): Readonly<Builds> {
    return this.#builds.get(commit) ?? none;
  }

  #hear(socket: Socket): void {
    let its: Builds | undefined;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const [commit, ...rest] = text.split('\n');
      if (its === undefined && commit !== undefined && rest.length > 0) {
        its = this.#builds.get(commit) ?? { ...none };
        this.#builds.set(commit, its);
        its.begun += 1;
        its.live += 1;
        its.mostAtOnce = Math.max(its.mostAtOnce, its.live);
      }
      if (its !== undefined && rest.includes('done')) {
        its.done += 1;
        text = '';
      }
    });
    socket.on('close', () => {
      if (its !== undefined) its.live -= 1;
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
