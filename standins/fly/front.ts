import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { Machine } from './machine.ts';

/** An app's public address: goes to a machine that is started, starts one that is asleep, and answers 503 where none is. */
export class Front {
  readonly server: Server;
  url = '';
  readonly #machines: () => readonly Machine[];
  #turn = 0;

  constructor(machines: () => readonly Machine[]) {
    this.#machines = machines;
    this.server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  async open(port: number): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.server.once('error', fail);
      this.server.listen(port, '127.0.0.1', done);
    });
    const address = this.server.address();
    this.url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const serving = this.#machines().filter(({ config }) => (config.services ?? []).length > 0);
    const asleep = serving.find(({ state, config }) => state === 'stopped' && config.services?.[0]?.autostart === true);
    const up = serving.filter(({ state }) => state === 'started');
    // Fly's proxy leaves out machines whose checks do not pass, as long as another one is well.
    const well = up.filter((machine) => [...machine.checks.values()].every(({ status }) => status === 'passing'));
    const pool = well.length > 0 ? well : up;
    this.#turn += 1;
    const machine = pool[this.#turn % Math.max(1, pool.length)];
    if (machine === undefined) {
      if (asleep !== undefined) void asleep.start();
      outgoing.writeHead(503).end('no machine serves');
      return;
    }
    const onward = request(
      { host: '127.0.0.1', port: machine.port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    incoming.pipe(onward);
  }
}
