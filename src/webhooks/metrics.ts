import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the front door counts. Labels come from closed lists, so that a stranger cannot grow them. */
export interface Metrics {
  /** An answer to a delivery: the outcome and how many seconds it took. */
  answered(outcome: string, seconds: number): void;
  /** A delivery ended: as `intent`, or with a reason code. */
  ended(as: string): void;
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const answers = new Histogram({
    name: 'greenroom_webhook_answer_seconds',
    help: 'Answers to deliveries by outcome: fresh, unfinished, done, or why it was not taken.',
    labelNames: ['outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  });
  const ends = new Counter({
    name: 'greenroom_webhook_deliveries_ended_total',
    help: 'Deliveries by what they became: an intent, or the reason code of a refusal.',
    labelNames: ['as'],
    registers: [registry],
  });
  collectDefaultMetrics({ register: registry });
  return {
    answered: (outcome, seconds) => answers.observe({ outcome }, seconds),
    ended: (as) => ends.inc({ as }),
    text: () => registry.metrics(),
  };
}

/** Prometheus text on `GET /metrics`, on loopback only: counts are nobody else's business. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
