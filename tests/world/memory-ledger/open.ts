import type { OpenLedger } from '../../../src/adapters/postgres/open-ledger.ts';
import { askedAs } from '../../../src/core/intent.ts';
import type { Leases, Ledger } from '../../../src/ports/ledger.ts';
import type { Projection, Projections } from '../../../src/ports/projections.ts';
import type { Views } from '../../../src/ports/views.ts';
import { deploymentsOn } from './deployments.ts';
import { freezesOn, rememberedOn } from './gate.ts';
import { intentWorkOn, intentsOn } from './intents.ts';
import { badVersionsOn, inForceOn, locksOn } from './locks.ts';
import { outagesOn } from './outages.ts';
import { liveOn, releasesOn } from './releases.ts';
import { stageOn } from './stage.ts';
import { type Shelf, type ShownRow, auditOn, refuseUnlessCurrent, rowsOf, viewOf } from './shelf.ts';

/** Nobody dies here without being told: `dies` frees what a holder had, as the end of its session does. */
export function dies(shelf: Shelf, holder: string): void {
  for (const lease of shelf.leases.values()) if (lease.holder === holder) lease.holder = undefined;
}

function leasesOn(shelf: Shelf, holder: string): Leases {
  return {
    acquire: async ({ project, name }) => {
      const key = `${project}/${name}`;
      const row = shelf.leases.get(key) ?? { token: 0, holder: undefined };
      if (row.holder !== undefined) return undefined;
      const token = row.token + 1;
      shelf.leases.set(key, { token, holder });
      return { project, environment: name, token, holder };
    },
    renew: async ({ project, environment, token }) => {
      const row = shelf.leases.get(`${project}/${environment}`);
      return row?.token === token && row.holder === holder;
    },
    check: async (lease) => refuseUnlessCurrent(shelf, lease),
    release: async ({ project, environment, token }) => {
      const row = shelf.leases.get(`${project}/${environment}`);
      if (row?.token === token && row.holder === holder) row.holder = undefined;
    },
    current: async ({ project, name }) => ({ token: shelf.leases.get(`${project}/${name}`)?.token ?? 0 }),
  };
}

function projectionsOn(shelf: Shelf): Projections {
  const plain = ({ id, surface, kind, subject, external, attempts, shown }: ShownRow): Projection => ({
    id,
    surface,
    kind,
    subject,
    external,
    attempts,
    ...(shown === undefined ? {} : { shown }),
  });
  const byId = (id: string): ShownRow | undefined => shelf.projections.find((row) => row.id === id);
  return {
    due: async (surface, limit) =>
      shelf.projections
        .filter((row) => row.surface === surface && row.wanted > row.seen && row.retryAt <= shelf.clock.now())
        .slice(0, limit)
        .map(plain),
    external: async (id, external) => void Object.assign(byId(id) ?? {}, { external }),
    settled: async (id, shown, seen) => void Object.assign(byId(id) ?? {}, { shown, seen }),
    later: async (id, retryAt) => void Object.assign(byId(id) ?? {}, { retryAt }),
    bySubjectOf: async (surface, kind, key, value) => {
      const row = shelf.projections.find(
        (one) => one.surface === surface && one.kind === kind && one.external[key] === value,
      );
      return row && plain(row);
    },
    forSubject: async (surface, kind, subject) => {
      const row = shelf.projections.findLast(
        (one) => one.surface === surface && one.kind === kind && one.subject === subject,
      );
      return row && plain(row);
    },
  };
}

function viewsOn(shelf: Shelf): Views {
  return {
    deployment: async (id) => viewOf(shelf.deployments.get(id)),
    deploymentByNumber: async (project, number) => viewOf(rowsOf(shelf, project).find((row) => row.number === number)),
    history: async (project, environment, limit) =>
      rowsOf(shelf, project, environment)
        .slice(0, limit)
        .flatMap((row) => viewOf(row) ?? []),
    environment: async (project, environment) => {
      const live = liveOn(shelf, project, environment);
      const view = live && viewOf(shelf.deployments.get(live.deployment));
      const described = shelf.stage.descriptions.get(`${project}/${environment}`);
      const observed = shelf.observations.get(`${project}/${environment}`);
      return {
        project,
        environment,
        tier: view?.tier ?? 'production',
        locks: inForceOn(shelf, project, environment),
        ...(view === undefined ? {} : { live: view }),
        ...(described === undefined ? {} : { stage: described }),
        ...(observed === undefined ? {} : { observed }),
      };
    },
    lock: async (id) => shelf.locks.find((lock) => lock.id === id),
    outage: async (id) => shelf.outages.find((outage) => outage.id === id),
    outages: async (project) => shelf.outages.filter((one) => one.project === project && one.endedAt === undefined),
    badVersions: (project, environment) => badVersionsOn(shelf).standing(project, environment),
    log: async () => '',
    audit: async (project, { deployment: about, before }, limit) =>
      shelf.audit
        .filter((line) => line.project === project && (before === undefined || line.seq < before))
        .map(({ deployment, ...line }) => {
          const number = deployment === undefined ? undefined : shelf.deployments.get(deployment)?.number;
          return { ...line, ...(number === undefined ? {} : { deployment: number }) };
        })
        .filter(({ deployment }) => about === undefined || deployment === about)
        .toReversed()
        .slice(0, limit),
    auditHead: async () => shelf.audit.at(-1),
    request: async (id) => {
      const request = shelf.requests.get(id);
      const intent = request && shelf.intents.get(request.intent);
      if (request === undefined || intent === undefined) return undefined;
      const { outcome } = intent;
      const operation = shelf.stage.operations.get(request.intent);
      const { project, environment } = intent.intent;
      return {
        ...request,
        asked: askedAs(intent.intent),
        place: { project, environment },
        version: (operation?.told ?? 0) + (outcome === undefined ? 0 : 1),
        ...(outcome === undefined ? {} : { outcome }),
        ...(operation === undefined ? {} : { operation }),
      };
    },
    onChange: (listener) => {
      shelf.listeners.add(listener);
      return () => void shelf.listeners.delete(listener);
    },
  };
}

/**
 * The ledger without a database: for thousands of histories in the time that PostgreSQL needs for ten. The stories of
 * tests/jobs run on both, which is what says that they agree.
 */
export function openMemoryLedger(
  shelf: Shelf,
  holder: string,
): Pick<OpenLedger, 'ledger' | 'intents' | 'views' | 'projections'> {
  const views = viewsOn(shelf);
  const projections = projectionsOn(shelf);
  const ledger: Ledger = {
    views,
    leases: leasesOn(shelf, holder),
    projections,
    locks: locksOn(shelf),
    outages: outagesOn(shelf),
    badVersions: badVersionsOn(shelf),
    freezes: freezesOn(shelf),
    stage: stageOn(shelf),
    ...rememberedOn(shelf),
    ...intentWorkOn(shelf),
    ...deploymentsOn(shelf),
    ...releasesOn(shelf),
    audit: async (entry) => auditOn(shelf, entry),
  };
  const never = (): never => {
    throw new Error('deliveries are not a part of this ledger');
  };
  return {
    ledger,
    views,
    projections,
    intents: {
      ...intentsOn(shelf),
      recordDelivery: never,
      finishDelivery: never,
      unfinishedDeliveries: never,
    },
  };
}
