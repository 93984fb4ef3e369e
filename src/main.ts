import { createQueue } from './adapters/bullmq/create-queue.ts';
import type { QueueStore } from './adapters/bullmq/store.ts';
import type { Config } from './config/config.ts';
import { heldSecrets } from './config/held-secrets.ts';
import { openLedgerOf } from './main/open-ledger.ts';
import type { Supervised } from './main/apart/supervised.ts';
import type { Part } from './main/part.ts';
import type { RoleName } from './main/process-roles.ts';
import { refuseBesideProduction } from './main/refuse-beside-production.ts';
import { tellOfFly } from './main/tell-of-fly.ts';
import { createTokensApart, refuseSharedTokens } from './main/tokens-apart.ts';
import { keepForker } from './platform/exec.ts';
import { createLog } from './platform/log.ts';

export interface Running {
  /** Where webhooks are taken; absent where this process does not take them. */
  readonly port?: number;
  /** Rejects when it cannot go on: a token that was refused while it ran. */
  readonly failed: Promise<never>;
  /** Stops everything, work in hand first; what was handed over, in words. */
  close(deadlineMs: number): Promise<readonly string[]>;
}

const daily = 24 * 3_600_000;
const tellingMs = 250;

/**
 * The composition root: makes each part of this role and hands it only what it may hold. Parts end in the opposite
 * order, so that nothing asks after the ledger is closed. A part is loaded only where it runs: a worker's process has no
 * Discord client and no web server in it, and a small machine has room for four processes.
 */
export async function start(config: Config, role: RoleName, supervised?: Supervised): Promise<Running> {
  refuseBesideProduction(config, role, process.getuid?.());
  const log = createLog({ level: config.logLevel, role, secrets: () => config.secrets.known() });
  const has = (part: RoleName): boolean => role === 'all' || role === part;
  // git, builds, migrations and suites: nobody but workers starts programs.
  const forker = has('worker-staging') || has('worker-production') ? keepForker() : undefined;
  const opened = await openLedgerOf(config, role, log, { receives: has('web') });
  const store: QueueStore =
    config.redisUrl === undefined ? { kind: 'postgres', url: opened.url } : { kind: 'redis', url: config.redisUrl };
  const queue = createQueue(store, log);
  const parts: Part[] = [];
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Nobody may be listening at the moment it is rejected; that must not end the process on its own.
  failed.catch(() => undefined);

  const close = async (deadlineMs: number): Promise<readonly string[]> => {
    clearInterval(pruning);
    clearInterval(telling);
    const handed: string[] = [];
    for (const part of parts.splice(0).reverse()) {
      handed.push(
        ...(await part.close(deadlineMs).catch((error: unknown) => [`a part did not end well: ${String(error)}`])),
      );
    }
    await queue.close();
    await opened.close();
    await forker?.stop();
    return handed;
  };
  const prune = (): void => {
    opened
      .prune(config.file.retention)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'old logs were not cleared away'));
  };
  // Roles that were started apart leave it to who started them: deleting is not among their rights.
  const pruning = supervised === undefined ? setInterval(prune, daily) : undefined;
  let telling: NodeJS.Timeout | undefined;

  try {
    let botReady: (() => boolean) | undefined;
    let port: number | undefined;
    for (const tier of ['staging', 'production'] as const) {
      if (!has(`worker-${tier}`)) continue;
      await opened.compareSecrets(tier, heldSecrets(config.file, tier, config.secrets));
    }
    const apart = createTokensApart(config);
    if (has('worker-staging')) await refuseSharedTokens(config, apart, log);
    // Nothing waits for it: what it finds is said in the log.
    for (const tier of ['staging', 'production'] as const) if (has(`worker-${tier}`)) void tellOfFly(config, tier, log);
    for (const tier of ['staging', 'production'] as const) {
      if (!has(`worker-${tier}`)) continue;
      const { startWorker } = await import('./main/start-worker.ts');
      parts.push(startWorker(tier, config, opened, store, queue, log.child({ worker: tier }), apart));
    }
    if (has('web')) {
      const { startWeb } = await import('./main/start-web.ts');
      const web = await startWeb(config, opened, queue, log, async () => [
        { name: 'ledger', ok: await opened.ready() },
        ...(botReady === undefined ? [] : [{ name: 'discord', ok: botReady() }]),
        ...(supervised?.others() ?? []),
      ]);
      parts.push(web);
      port = web.port;
    }
    if (has('bot')) {
      const { startBot } = await import('./main/start-bot.ts');
      const bot = await startBot(config, opened, queue, log, fail);
      parts.push(bot);
      botReady = bot.ready;
      if (supervised !== undefined)
        telling = setInterval(() => supervised.state('discord', bot.ready()), tellingMs).unref();
    }
    return { failed, close, ...(port === undefined ? {} : { port }) };
  } catch (error) {
    await close(5_000);
    throw error;
  }
}
