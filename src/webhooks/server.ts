import type { Server } from 'node:http';
import type { FastifyError, FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import type { Intents } from '../ports/intents.ts';
import type { Log } from '../ports/log.ts';
import type { ProjectConfig } from '../ports/project.ts';
import type { Queue } from '../ports/queue.ts';
import { followedRepositories } from './followed.ts';
import { createAlarm } from './alarm.ts';
import type { Readiness } from './health.ts';
import { healthRoutes } from './health.ts';
import type { Metrics } from './metrics.ts';
import { createMetrics, serveMetrics } from './metrics.ts';
import type { Within } from './patience.ts';
import { createPatience } from './patience.ts';
import { receiveRoute } from './receive.ts';
import { createVerify } from './signature.ts';
import { sweepForever, sweepOnce } from './sweep.ts';
import { createTakeUp } from './take-up.ts';

export interface WebhooksOptions {
  readonly intents: Intents;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: {
    /** At least one; several while rotating (GITHUB_WEBHOOK_SECRET, split at commas). */
    readonly secrets: readonly string[];
    readonly projects: Readonly<Record<string, ProjectConfig>>;
  };
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Absent: no metrics are served. Always on 127.0.0.1. */
  readonly metricsPort?: number;
  readonly readiness: () => Promise<readonly Readiness[]>;
}

export interface Webhooks {
  /** Starts to listen and to sweep. Rejects with a plain sentence where the port cannot be had. */
  listen(): Promise<{ readonly port: number; readonly metricsPort?: number }>;
  /** One look at unfinished deliveries, as the loop does by itself; how many were tried. */
  sweep(): Promise<number>;
  /** Stops to listen, answers what has arrived, and finishes what is in hand. */
  close(): Promise<void>;
}

/** The front door for GitHub: it only asks. It can append intents, and reach nothing that acts. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { intents, clock, log } = options;
  const metrics = createMetrics();
  const followed = followedRepositories(options.config.projects);
  const stop = new AbortController();
  const idle = new AbortController();
  const within = (what: string, milliseconds: number): Within => createPatience(clock, what, milliseconds, idle.signal);
  const alarm = createAlarm(clock);
  const takeUp = createTakeUp({
    intents,
    queue: options.queue,
    clock,
    signal: stop.signal,
    log,
    followed,
    metrics,
    ledgerWithin: within('the ledger', 5000),
    queueWithin: within('the queue', 5000),
    leftSome: () => alarm.ring(),
  });
  const app = fastify({
    logger: false,
    forceCloseConnections: 'idle',
    // A request that trickles in must not hold a connection for ever.
    requestTimeout: 10_000,
    routerOptions: { ignoreTrailingSlash: true },
  });
  answerPlainly(app, log, metrics);
  const verify = createVerify(options.config.secrets);
  receiveRoute(app, {
    intents,
    clock,
    log,
    followed,
    metrics,
    verify,
    takeUp,
    ledgerWithin: within('the ledger', 200),
  });
  healthRoutes(app, within('the check', 1000), options.readiness);

  const sweep = (): Promise<number> => sweepOnce(intents, takeUp);
  let sweeping: Promise<void> | undefined;
  let metricsServer: Server | undefined;
  return {
    listen: async () => {
      try {
        await app.listen({ host: options.host, port: options.port });
        if (options.metricsPort !== undefined) metricsServer = await serveMetrics(metrics, options.metricsPort);
      } catch (error) {
        await app.close();
        throw new Error(whyNoPort(error, options), { cause: error });
      }
      sweeping = sweepForever({ alarm, log }, sweep, stop.signal);
      const metricsPort = portOf(metricsServer);
      return { port: portOf(app.server) ?? options.port, ...(metricsPort === undefined ? {} : { metricsPort }) };
    },
    sweep,
    close: async () => {
      stop.abort();
      await app.close();
      await new Promise((resolve) => (metricsServer ? metricsServer.close(resolve) : resolve(undefined)));
      await sweeping;
      await takeUp.idle();
      idle.abort();
    },
  };
}

/** Answers for whoever reads the delivery's page on GitHub: what was found, what was wanted. */
function answerPlainly(app: FastifyInstance, log: Log, metrics: Metrics): void {
  const known: Record<string, string> = {
    FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than 1 MiB.',
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Set the webhook’s content type on GitHub to application/json.',
  };
  app.setErrorHandler((error: FastifyError, _, reply) => {
    const status = error.statusCode ?? 500;
    metrics.answered(status < 500 ? `refused-${status}` : 'broken', 0);
    if (status >= 500) log.error({ error }, 'request failed');
    const message =
      known[error.code] ?? (status < 500 ? error.message : 'Greenroom made a mistake; its log says which.');
    return reply.code(status).send({ error: status < 500 ? 'refused' : 'broken', message });
  });
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send({ error: 'not-found', message: 'Wanted POST /webhooks/github, GET /healthz or GET /readyz.' }),
  );
}

function portOf(server: Server | undefined): number | undefined {
  const address = server?.address();
  return address !== null && typeof address === 'object' ? address.port : undefined;
}

function whyNoPort(error: unknown, { host, port, metricsPort }: WebhooksOptions): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const places = `HOST ${host}, PORT ${port}${metricsPort === undefined ? '' : `, METRICS_PORT ${metricsPort}`}`;
  if (code === 'EADDRINUSE') return `A port is taken (${places}). Stop the other program, or set PORT or METRICS_PORT.`;
  if (code === 'EACCES') return `A port may not be used (${places}). Choose PORT above 1023, or ask for the right.`;
  return `Could not listen (${places}): ${error instanceof Error ? error.message : String(error)}`;
}
