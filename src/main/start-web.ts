import type { Config } from '../config/config.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Readiness } from '../webhooks/health.ts';
import { createWebhooks } from '../webhooks/server.ts';
import { webhookSecrets } from './credentials.ts';
import type { OpenedLedger } from './open-ledger.ts';
import type { Part } from './part.ts';

/** The front door: webhooks, health, metrics. It is handed what it may hold, and nothing that acts. */
export async function startWeb(
  config: Config,
  opened: OpenedLedger,
  queue: Queue,
  log: Log,
  readiness: () => Promise<readonly Readiness[]>,
): Promise<Part & { readonly port: number }> {
  const webhooks = createWebhooks({
    intents: opened.intents,
    queue,
    clock: systemClock,
    log,
    config: { secrets: webhookSecrets(config), projects: config.file.projects },
    host: config.host,
    port: config.port,
    ...(config.metricsPort === undefined ? {} : { metricsPort: config.metricsPort }),
    readiness,
  });
  const { port } = await webhooks.listen();
  return {
    port,
    close: async () => {
      await webhooks.close();
      return [];
    },
  };
}
