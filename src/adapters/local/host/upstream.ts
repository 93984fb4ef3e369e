import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

const drainMs = 10_000;
/** How long a connection may have been idle on which something is sent that must not be sent twice. */
const briefMs = 500;

/** Where requests go. Each version has connections of its own, never shared, so that ending one cannot cut another. */
export class Upstream {
  readonly url: string;
  readonly host: string;
  readonly port: number;
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
    const { hostname, port } = new URL(url);
    this.url = url;
    this.host = hostname;
    this.port = Number(port);
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
