import type { StageDescription } from '../../../src/core/stage-tool.ts';
import type { BadVersion } from '../../../src/core/bad-version.ts';
import type { Freeze } from '../../../src/core/freeze.ts';
import type { Intent } from '../../../src/core/intent.ts';
import type { Lock } from '../../../src/core/lock.ts';
import type { Outage } from '../../../src/core/outage.ts';
import type { Intents, NewRequest } from '../../../src/ports/intents.ts';
import type { Projection, ProjectionKind, Projections } from '../../../src/ports/projections.ts';
import type { Queue, QueueName } from '../../../src/ports/queue.ts';
import type { AuditLine, DeploymentView, RequestView, Views } from '../../../src/ports/views.ts';

interface Row {
  projection: Projection;
  seen: number;
  dueAt: number;
}

/**
 * The ledger's ports in memory, with the meaning that ports/*.ts gives them: a row is due while the version
 * of its subject is higher than the one it was settled with, and it is claimed for as long as the caller says.
 */
export class MemoryLedger {
  readonly deployments = new Map<string, DeploymentView>();
  readonly requests = new Map<string, RequestView>();
  stage: StageDescription | undefined;
  readonly asked: { intent: Intent; request?: NewRequest }[] = [];
  readonly queued: { queue: QueueName; id: string }[] = [];
  readonly logs = new Map<string, string>();
  /** Freezes of production by people. */
  readonly freezes: Freeze[] = [];
  readonly rows = new Map<string, Row>();
  readonly now: () => number;
  readonly locks: Lock[] = [];
  outages: readonly Outage[] = [];
  readonly badVersions: BadVersion[] = [];
  queueIsAway = false;
  ledgerIsAway = false;
  readonly #listeners = new Set<() => void>();

  constructor(now: () => number = () => Date.now()) {
    this.now = now;
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Writes a deployment; its rows are due again. */
  put(view: DeploymentView, kinds: readonly ProjectionKind[] = ['card']): void {
    const version = (this.deployments.get(view.id)?.version ?? 0) + 1;
    this.deployments.set(view.id, { ...view, version });
    for (const kind of kinds) this.row(kind, view.id);
    this.changed();
  }

  /** Ends a request. */
  end(request: RequestView): void {
    this.requests.set(request.id, request);
    this.row('reply', request.id);
    this.changed();
  }

  row(kind: ProjectionKind, subject: string): Row {
    const id = `${kind}-${subject}`;
    const row = this.rows.get(id) ?? {
      projection: { id, surface: 'discord', kind, subject, external: {}, attempts: 0 },
      seen: 0,
      dueAt: 0,
    };
    this.rows.set(id, row);
    return row;
  }

  external(kind: ProjectionKind, subject: string): Readonly<Record<string, string>> {
    return this.row(kind, subject).projection.external;
  }

  isSettled(kind: ProjectionKind, subject: string): boolean {
    const row = this.row(kind, subject);
    return row.seen >= this.#version(row.projection);
  }

  #version({ kind, subject }: Projection): number {
    if (kind === 'reply') return this.requests.get(subject)?.version ?? 0;
    if (kind === 'outage') return this.outages.find(({ id }) => id === subject)?.version ?? 0;
    return this.deployments.get(subject)?.version ?? 0;
  }

  readonly projections: Projections = {
    due: (_surface, limit, claimMs) => {
      if (this.ledgerIsAway) return Promise.reject(new Error('the ledger is away'));
      const due = [...this.rows.values()]
        .filter((row) => row.dueAt <= this.now() && row.seen < this.#version(row.projection))
        .slice(0, limit);
      for (const row of due) row.dueAt = this.now() + claimMs;
      return Promise.resolve(due.map((row) => row.projection));
    },
    external: (id, external) => {
      const row = this.rows.get(id);
      if (row) row.projection = { ...row.projection, external };
      return Promise.resolve();
    },
    settled: (id, shown, seenVersion) => {
      const row = this.rows.get(id);
      if (row) Object.assign(row, { projection: { ...row.projection, shown }, seen: seenVersion, dueAt: 0 });
      this.changed();
      return Promise.resolve();
    },
    later: (id, retryAt) => {
      const row = this.rows.get(id);
      if (row) Object.assign(row, { dueAt: retryAt });
      return Promise.resolve();
    },
    bySubjectOf: (_surface, kind, key, value) =>
      Promise.resolve(
        [...this.rows.values()].find((row) => row.projection.kind === kind && row.projection.external[key] === value)
          ?.projection,
      ),
    forSubject: (_surface, kind, subject) => Promise.resolve(this.rows.get(`${kind}-${subject}`)?.projection),
  };

  /** The audit chain, oldest first. */
  readonly chain: AuditLine[] = [];

  readonly views: Views = {
    deployment: (id) => Promise.resolve(this.deployments.get(id)),
    deploymentByNumber: (project, number) =>
      Promise.resolve(
        [...this.deployments.values()].find((view) => view.project === project && view.number === number),
      ),
    audit: (_project, { deployment, before }, limit) =>
      Promise.resolve(
        this.chain
          .filter((line) => deployment === undefined || line.deployment === deployment)
          .filter(({ seq }) => before === undefined || seq < before)
          .toReversed()
          .slice(0, limit),
      ),
    auditHead: () => Promise.resolve(this.chain.at(-1)),
    history: (project, environment, limit) =>
      Promise.resolve(
        [...this.deployments.values()]
          .filter((view) => view.project === project && (environment === undefined || view.environment === environment))
          .toSorted((a, b) => b.number - a.number)
          .slice(0, limit),
      ),
    environment: (project, environment) => {
      const all = [...this.deployments.values()].filter(
        (view) => view.project === project && view.environment === environment,
      );
      const live = all.findLast(({ state }) => state === 'succeeded');
      const running = all.findLast(({ state }) => state === 'running');
      const waiting = all.findLast(({ state }) => state === 'waiting');
      return Promise.resolve({
        ...(this.stage === undefined ? {} : { stage: this.stage }),
        project,
        environment,
        tier: environment === 'production' ? 'production' : 'staging',
        locks: this.locks,
        ...(live ? { live } : {}),
        ...(running ? { running } : {}),
        ...(waiting ? { waiting } : {}),
        ...(environment === 'production' && this.freezes.length > 0 ? { freezes: this.freezes } : {}),
      } as const);
    },
    outage: (id) => Promise.resolve(this.outages.find((outage) => outage.id === id)),
    outages: (project) =>
      Promise.resolve(this.outages.filter((one) => one.project === project && one.endedAt === undefined)),
    lock: (id) => Promise.resolve(this.locks.find((lock) => lock.id === id)),
    badVersions: () => Promise.resolve(this.badVersions),
    log: (deployment, step) => Promise.resolve(this.logs.get(`${deployment}/${step ?? 'all'}`) ?? ''),
    request: (id) => Promise.resolve(this.requests.get(id)),
    onChange: (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  readonly intents: Intents = {
    append: (intent) => this.#record({ intent }),
    ask: async (intent, request) => {
      const there = this.asked.findIndex((one) => one.request?.interactionId === request.interactionId);
      if (there >= 0) return { id: `intent-${String(there + 1)}`, first: false };
      return { id: await this.#record({ intent, request }), first: true };
    },
    recordDelivery: () => Promise.reject(new Error('the bot records no deliveries')),
    finishDelivery: () => Promise.reject(new Error('the bot ends no deliveries')),
    unfinishedDeliveries: () => Promise.reject(new Error('the bot reads no deliveries')),
  };

  #record(entry: { intent: Intent; request?: NewRequest }): Promise<string> {
    if (this.ledgerIsAway) return Promise.reject(new Error('the ledger is away'));
    this.asked.push(entry);
    this.changed();
    return Promise.resolve(`intent-${String(this.asked.length)}`);
  }

  readonly queue: Queue = {
    add: (queue, id) => {
      if (this.queueIsAway) return Promise.reject(new Error('the queue is away'));
      this.queued.push({ queue, id });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
