import type { BadVersion } from '../../../src/core/bad-version.ts';
import type { Freeze } from '../../../src/core/freeze.ts';
import type { IntentOutcome } from '../../../src/core/intent.ts';
import type { Lock } from '../../../src/core/lock.ts';
import type { Outage } from '../../../src/core/outage.ts';
import type { Artifact, Release } from '../../../src/core/release.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { NewRequest } from '../../../src/ports/intents.ts';
import type { AppliedMigration, AuditEntry, Lease, OpenIntent } from '../../../src/ports/ledger.ts';
import type { Projection, ProjectionKind, Surface } from '../../../src/ports/projections.ts';
import type { TargetObservation } from '../../../src/ports/target.ts';
import type { AuditAnchor, DeploymentView } from '../../../src/ports/views.ts';
import { type StageShelf, emptyStageShelf } from './stage-shelf.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

export type Row = Changeable<DeploymentView> & {
  configPrint?: Readonly<Record<string, string>> | undefined;
  cancelRequestedBy?: string;
};
export type ShownRow = Changeable<Projection> & { wanted: number; seen: number; retryAt: number };

/** What the tables hold, for as many openings of the same ledger as a test wants. */
export interface Shelf {
  readonly clock: Clock;
  readonly deployments: Map<string, Row>;
  readonly intents: Map<string, Changeable<OpenIntent> & { outcome?: IntentOutcome }>;
  readonly requests: Map<string, NewRequest & { readonly id: string; readonly intent: string }>;
  readonly artifacts: Map<string, Artifact>;
  readonly releases: Map<string, Release>;
  readonly evidence: {
    readonly project: string;
    readonly environment: string;
    readonly release: string;
    readonly deployment: string;
    readonly at: number;
  }[];
  readonly observations: Map<string, TargetObservation>;
  freezes: Freeze[];
  readonly evidenceEnds: {
    readonly project: string;
    readonly environment: string;
    readonly cause: string;
    readonly detail: string;
    readonly at: number;
  }[];
  readonly migrations: (AppliedMigration & { readonly project: string; readonly environment: string })[];
  locks: Lock[];
  outages: Outage[];
  badVersions: BadVersion[];
  readonly stage: StageShelf;
  readonly leases: Map<string, { token: number; holder: string | undefined }>;
  readonly projections: ShownRow[];
  readonly audit: (AuditEntry & AuditAnchor & { readonly at: number })[];
  readonly listeners: Set<() => void>;
  next: number;
}

export function emptyShelf(clock: Clock): Shelf {
  return {
    clock,
    deployments: new Map(),
    intents: new Map(),
    requests: new Map(),
    artifacts: new Map(),
    releases: new Map(),
    evidence: [],
    observations: new Map(),
    freezes: [],
    evidenceEnds: [],
    migrations: [],
    locks: [],
    outages: [],
    badVersions: [],
    stage: emptyStageShelf(),
    leases: new Map(),
    projections: [],
    audit: [],
    listeners: new Set(),
    next: 1,
  };
}

/** Ids that sort by when they were made, as the real ones do. */
export function idOn(shelf: Shelf): string {
  shelf.next += 1;
  return String(shelf.next).padStart(26, '0');
}

export function auditOn(shelf: Shelf, entry: AuditEntry): AuditAnchor {
  const anchor = { seq: shelf.audit.length + 1, hash: String(shelf.audit.length + 1).padStart(64, '0') };
  shelf.audit.push({ ...entry, ...anchor, at: shelf.clock.now() });
  const row = entry.deployment === undefined ? undefined : shelf.deployments.get(entry.deployment);
  if (row !== undefined && entry.kind !== 'gate.allowed' && entry.kind !== 'gate.refused') row.audit = anchor;
  return anchor;
}

/** The row, and its lease checked where one is given. */
export function rowOn(shelf: Shelf, id: string, lease?: Lease): Row {
  if (lease !== undefined) refuseUnlessCurrent(shelf, lease);
  const row = shelf.deployments.get(id);
  if (row === undefined) throw new Error(`There is no deployment ${id}.`);
  if (lease !== undefined && (lease.project !== row.project || lease.environment !== row.environment))
    throw new Error(`lease.lost: deployment #${row.number} is elsewhere`);
  return row;
}

export function refuseUnlessCurrent(shelf: Shelf, { project, environment, token, holder }: Lease): void {
  const current = shelf.leases.get(`${project}/${environment}`);
  if (current?.token !== token || current.holder !== holder)
    throw new Error(`lease.lost: ${project}/${environment} has token ${current?.token ?? 0}; wanted token ${token}`);
}

export function changed(shelf: Shelf, row: Row): void {
  row.version += 1;
  for (const shown of shelf.projections) if (shown.subject === row.id) shown.wanted = row.version;
  for (const listener of shelf.listeners) listener();
}

export function show(shelf: Shelf, surface: Surface, kind: ProjectionKind, subject: string, wanted: number): void {
  const there = shelf.projections.find(
    (one) => one.surface === surface && one.kind === kind && one.subject === subject,
  );
  if (there !== undefined) there.wanted = wanted;
  else
    shelf.projections.push({
      id: idOn(shelf),
      surface,
      kind,
      subject,
      external: {},
      attempts: 0,
      wanted,
      seen: 0,
      retryAt: 0,
    });
}

/** Newest first. */
export function rowsOf(shelf: Shelf, project: string, environment?: string): Row[] {
  return [...shelf.deployments.values()]
    .filter((row) => row.project === project && (environment === undefined || row.environment === environment))
    .sort((a, b) => b.number - a.number);
}

export function viewOf(row: Row | undefined): DeploymentView | undefined {
  if (row === undefined) return undefined;
  const { configPrint: _, cancelRequestedBy: __, ...view } = row;
  return { ...view };
}
