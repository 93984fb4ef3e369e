import { createHmac, randomUUID } from 'node:crypto';
import { configSchema } from '../../src/config/schema.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Readiness } from '../../src/webhooks/health.ts';
import { createWebhooks } from '../../src/webhooks/server.ts';
import { MemoryLedger } from './memory-ledger.ts';

const staging = (branch: string) => ({ tier: 'staging', branch, target: { kind: 'local', services: {} } });

export const projects = configSchema.shape.projects.parse({
  advent: {
    repository: 'Acme/Advent',
    services: {},
    environments: {
      staging: staging('staging'),
      production: { tier: 'production', target: { kind: 'local', services: {} } },
    },
  },
  admin: { repository: 'acme/admin', services: {}, environments: { staging: staging('admin/next') } },
});

interface Line {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

function listLog(lines: Line[]): Log {
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
  return log;
}

export interface FrontDoorOptions {
  readonly clock?: Clock;
  readonly secrets?: readonly string[];
  readonly ledger?: MemoryLedger;
  readonly metricsPort?: number;
  readonly readiness?: () => Promise<readonly Readiness[]>;
}

/** The real server on a real port, with the ledger in memory and the queue as a list. */
export async function openFrontDoor(options: FrontDoorOptions = {}) {
  const ledger = options.ledger ?? new MemoryLedger();
  const lines: Line[] = [];
  const queued: [string, string][] = [];
  const queue = {
    away: false,
    add: async (name: string, id: string) => {
      if (queue.away) throw new Error('ECONNREFUSED');
      queued.push([name, id]);
    },
    close: () => Promise.resolve(),
  };
  const webhooks = createWebhooks({
    intents: ledger,
    queue,
    clock: options.clock ?? systemClock,
    log: listLog(lines),
    config: { secrets: options.secrets ?? ['secret'], projects },
    host: '127.0.0.1',
    port: 0,
    ...(options.metricsPort === undefined ? {} : { metricsPort: options.metricsPort }),
    readiness: options.readiness ?? (() => Promise.resolve([{ name: 'ledger', ok: true }])),
  });
  const { port, metricsPort } = await webhooks.listen();
  const url = `http://127.0.0.1:${port}`;
  return { webhooks, ledger, queue, queued, lines, url, metricsPort, hook: `${url}/webhooks/github` };
}

export function signatureOf(body: string | Buffer, secret = 'secret', algorithm = 'sha256'): string {
  return `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
}

/** Sends one delivery; headers given override GitHub's, and `undefined` leaves one out. */
export async function deliver(
  url: string,
  event: string,
  payload: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const all: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-github-delivery': randomUUID(),
    'x-github-event': event,
    'x-hub-signature-256': signatureOf(body),
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(url, { method: 'POST', headers: Object.fromEntries(sent), body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A push as GitHub would send it, with only the fields that matter here. */
export function push(more: Record<string, unknown> = {}) {
  return {
    ref: 'refs/heads/staging',
    before: 'a'.repeat(40),
    after: 'b'.repeat(40),
    deleted: false,
    repository: { full_name: 'acme/advent', fork: false },
    pusher: { name: 'ana' },
    sender: { login: 'ana' },
    ...more,
  };
}
