import { createQueue } from '../../src/adapters/bullmq/create-queue.ts';
import { openLedger } from '../../src/adapters/postgres/open-ledger.ts';
import { configSchema } from '../../src/config/schema.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createLog } from '../../src/platform/log.ts';
import { createWebhooks } from '../../src/webhooks/server.ts';
import { secret, tellPort } from './told.ts';

/** Greenroom's webhook server as main.ts composes it: real ledger, real queue on PostgreSQL, log at its usual level. */
const url = process.argv[2] ?? '';
const log = createLog({ level: 'info', role: 'bench', secrets: () => [secret, url] });
const opened = await openLedger({ url, instance: 'bench', clock: systemClock, log, receives: true });
const id = '123456789012345678';
const config = configSchema.parse({
  discord: {
    guild: id,
    channels: { deployments: id, alerts: id },
    roles: { tester: id, deployer: id, releaseManager: id },
  },
  projects: {
    bench: {
      repository: 'Codertocat/Hello-World',
      services: { api: { build: { local: { start: ['true'] } }, health: '/' } },
      environments: {
        staging: { tier: 'staging', branch: 'staging', target: { kind: 'local', services: { api: { port: 3999 } } } },
      },
    },
  },
});
const webhooks = createWebhooks({
  intents: opened.intents,
  queue: createQueue({ kind: 'postgres', url }, log),
  clock: systemClock,
  log,
  config: { secrets: [secret], projects: config.projects },
  host: '127.0.0.1',
  port: 0,
  readiness: () => Promise.resolve([]),
});
tellPort((await webhooks.listen()).port, 'Greenroom, durable 202');
