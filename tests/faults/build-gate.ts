import { createServer, type Server, type Socket } from 'node:net';
import type { Theatre } from '../world/theatre.ts';
import { isForker, parentOf } from '../world/parent-of.ts';
import { until } from '../world/until.ts';

interface Asking {
  readonly commit: string;
  /** The Greenroom that runs this build. */
  readonly worker: number;
  readonly socket: Socket;
}

/**
 * Builds of the tiny app ask here whether they may end, so that a story holds a deployment in the middle for as long as
 * it needs to and no longer. A build's connection lives as long as its process, so builds are counted from outside.
 */
export class BuildGate {
  readonly #server: Server;
  readonly #live = new Set<Asking>();
  readonly #begun: Asking[] = [];
  readonly #done: Asking[] = [];
  readonly #let = new Set<string>();
  #mostAtOnce = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<BuildGate> {
    const server = createServer();
    const gate = new BuildGate(server);
    server.on('connection', (socket) => gate.#hear(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the gate has no port');
    return address.port;
  }

  /** Builds of the commit: how many began, came to their end, live now, and lived at the same time at the most. */
  of(commit: string): { begun: number; done: number; live: number; mostAtOnce: number } {
    const its = (all: Iterable<Asking>): number => [...all].filter((one) => one.commit === commit).length;
    return {
      begun: its(this.#begun),
      done: its(this.#done),
      live: its(this.#live),
      mostAtOnce: this.#mostAtOnce,
    };
  }

  /** Waits until a build of the commit stands at the gate; the process that runs it. */
  async holds(commit: string, theatre: Theatre, other?: { than: number }): Promise<number> {
    const found = await until(
      `${other === undefined ? 'a' : 'another'} build of ${commit.slice(0, 7)} waits at the gate`,
      () => [...this.#live].find((one) => one.commit === commit && one.worker !== other?.than),
      { tell: () => theatre.transcript() },
    );
    return found.worker;
  }

  /** Builds of the commit, those that wait and those to come, may end. */
  lets(commit: string): void {
    this.#let.add(commit);
    for (const one of this.#live) if (one.commit === commit) one.socket.write('go\n');
  }

  #hear(socket: Socket): void {
    let its: Asking | undefined;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const [first = '', ...rest] = text.split('\n');
      if (its === undefined && rest.length > 0) {
        const [commit = '', parent = ''] = first.split(' ');
        its = { commit, worker: workerOf(Number(parent)), socket };
        this.#begun.push(its);
        this.#live.add(its);
        this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#live.size);
        if (this.#let.has(commit)) socket.write('go\n');
      }
      if (its !== undefined && rest.includes('done') && !this.#done.includes(its)) this.#done.push(its);
    });
    socket.on('close', () => {
      if (its !== undefined) this.#live.delete(its);
    });
  }

  /** Ends the connections of builds that still wait, too: nobody will let them go any more. */
  close(): Promise<void> {
    for (const { socket } of this.#live) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** Whose build it is that has this parent: a worker starts programs by a process that it keeps for it. */
const workerOf = (parent: number): number => (isForker(parent) ? (parentOf(parent) ?? 0) : parent);
