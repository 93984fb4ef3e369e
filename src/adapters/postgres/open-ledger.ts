import type { HeldSecret } from '../../config/held-secrets.ts';
import type { Tier } from '../../core/environment.ts';
import { newId } from '../../platform/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Intents } from '../../ports/intents.ts';
import type { LedgerAdmin } from '../../ports/ledger-admin.ts';
import type { Leases, Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Projections } from '../../ports/projections.ts';
import type { Views } from '../../ports/views.ts';
import { createLedgerAdmin } from './admin/admin.ts';
import { prune } from './admin/prune.ts';
import { appendIntent } from './append-intent.ts';
import { ask } from './ask.ts';
import { appendAudit } from './audit.ts';
import { connect, connectAhead, openPool, untilReachable } from './connect.ts';
import { type Store, inTransaction } from './database.ts';
import { createDeliveries, usualPatienceMs } from './deliveries.ts';
import { createAppliedMigrations } from './deployments/applied-migrations.ts';
import { createApprovals } from './deployments/approvals.ts';
import { createCommitFates } from './deployments/commit-fate.ts';
import { createEvidence } from './deployments/evidence.ts';
import { createEvidenceRecord } from './deployments/evidence-record.ts';
import { createMoves } from './deployments/move.ts';
import { createKept } from './deployments/kept.ts';
import { createReleases } from './deployments/releases.ts';
import { createStepLogs } from './deployments/step-log.ts';
import { createSteps } from './deployments/steps.ts';
import { createSuites } from './deployments/suites.ts';
import { createWaitingPlace } from './deployments/wait.ts';
import { createBadVersions } from './bad-versions.ts';
import { createFreezes } from './freezes.ts';
import { createHolderSession } from './holder-session.ts';
import { createIntentWork } from './intents.ts';
import { createLocks } from './locks.ts';
import { createOutages } from './outages.ts';
import { createLeases } from './leases.ts';
import { type Place, writeInstallation } from './installation.ts';
import { createChangeListener } from './listen.ts';
import { migrateOrCheck } from './migrate.ts';
import { createProjections } from './projections.ts';
import { compareSecrets } from './secret-prints.ts';
import { createStage } from './stage.ts';
import { deploymentIn, underWay } from './views/deployments.ts';
import { createViews } from './views/views.ts';

export interface LedgerOptions {
  readonly url: string;
  /** Names this process in leases and in pg_stat_activity. Need not be unique. */
  readonly instance: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What the config says an environment is; without it the tier of its newest deployment counts. */
  readonly tierOf?: (project: string, environment: string) => Tier | undefined;
  /** Every environment of the config: written down where the database user owns the ledger. */
  readonly places?: readonly Place[];
  /** For whoever takes webhooks: the connection for deliveries is made at once, and not with the first of them. */
  readonly receives?: boolean;
  /** How long recording a delivery may take, in milliseconds, before it is refused; 200 unless told. */
  readonly patienceMs?: number;
  /** Ends the wait for a database that does not answer. */
  readonly signal?: AbortSignal;
}

/** The ledger in facets: bot and webhooks are handed `intents`, `views` and `projections`, and nothing else. */
export interface OpenLedger {
  readonly ledger: Ledger;
  readonly intents: Intents;
  readonly views: Views;
  readonly projections: Projections;
  readonly leases: Leases;
  readonly admin: LedgerAdmin;
  /** True when the database answers within a second. */
  ready(): Promise<boolean>;
  /** Deletes logs and ended deliveries older than this. Returns how many rows. */
  prune(retention: { readonly logsDays: number }): Promise<number>;
  /**
   * For a worker that starts: writes down fingerprints of what its environments' apps are given, and throws
   * ConfigRefused, naming both places, where an environment of the other tier was given the same.
   */
  compareSecrets(tier: 'staging' | 'production', held: readonly HeldSecret[]): Promise<void>;
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>;
}

/**
 * Waits for the database, brings its tables up to date (or, as a role that may not, checks that they are), and opens
 * the ledger. Connections: a pool of at most 3, and one each for deliveries, for listening, and for staying alive as a
 * holder of leases, opened with their first use.
 */
export async function openLedger({
  url,
  instance,
  clock,
  log,
  tierOf,
  places,
  signal,
  receives = false,
  patienceMs = usualPatienceMs,
}: LedgerOptions): Promise<OpenLedger> {
  const { db, pool } = connect(url, instance, log);
  try {
    await untilReachable(pool, clock, log, signal);
    if ((await migrateOrCheck(db)) === 'owner' && places !== undefined)
      await inTransaction(db, (trx) => writeInstallation(trx, places));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const store: Store = { db, clock };
  const deliveriesPool = openPool(url, `${instance} receives`, log, {
    max: 1,
    connectionTimeoutMillis: patienceMs,
    query_timeout: 2_000,
    // Kept, and made now: the first push after a quiet hour is not to wait for a connection, which counts as its time.
    idleTimeoutMillis: 0,
  });
  if (receives) await connectAhead(deliveriesPool);
  const session = createHolderSession(url, `${instance} ${newId(clock.now())}`, clock, log);
  const changes = createChangeListener(url, instance, clock, log);

  const views = createViews(store, changes, tierOf ?? (() => undefined));
  const projections = createProjections(store, session);
  const leases = createLeases(db, session);
  const ledger: Ledger = {
    views,
    leases,
    projections,
    locks: createLocks(store),
    outages: createOutages(store),
    badVersions: createBadVersions(store),
    freezes: createFreezes(store),
    stage: createStage(store),
    ...createIntentWork(store),
    ...createWaitingPlace(store),
    ...createMoves(store),
    ...createCommitFates(store),
    ...createSteps(store),
    ...createStepLogs(store),
    ...createSuites(store),
    ...createReleases(store),
    ...createKept(store),
    ...createEvidence(store),
    ...createEvidenceRecord(store),
    ...createApprovals(store),
    ...createAppliedMigrations(store),
    underWay: (project, environment) => underWay(db, project, environment),
    waiting: (project, environment) => deploymentIn(db, project, environment, 'waiting'),
    running: (project, environment) => deploymentIn(db, project, environment, 'running'),
    audit: (entry) => inTransaction(db, (trx) => appendAudit(trx, clock, [entry])),
  };
  const intents: Intents = {
    ...createDeliveries(store, deliveriesPool, patienceMs),
    append: (intent) => appendIntent(db, clock, intent),
    ask: (intent, request) => ask(store, intent, request),
  };

  let closed: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    await Promise.all([session.close(), changes.close(), deliveriesPool.end()]);
    await db.destroy();
  };

  return {
    ledger,
    intents,
    views,
    projections,
    leases,
    admin: createLedgerAdmin(store, pool),
    ready: async () => {
      const late = new Promise<false>((resolve) => setTimeout(resolve, 1_000, false).unref());
      return Promise.race([
        pool.query('SELECT 1').then(
          () => true,
          () => false,
        ),
        late,
      ]);
    },
    compareSecrets: (tier, held) => compareSecrets(store, tier, held),
    prune: (retention) => prune(store, retention),
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}
