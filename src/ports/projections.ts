import type { ReasonCode } from '../core/reason.ts';

/** Where ledger state is shown elsewhere. Rows are made in the transaction that makes what they show. */
export const projectionKinds = ['card', 'alert', 'notice', 'outage', 'reply', 'status', 'forge-deployment'] as const;
export type ProjectionKind = (typeof projectionKinds)[number];
export type Surface = 'discord' | 'github';

export interface Projection {
  readonly id: string;
  readonly surface: Surface;
  readonly kind: ProjectionKind;
  /** Deployment id; for `reply` the request id; for `status` of a commit that got no deployment of its own, see `commit`. */
  readonly subject: string;
  /** For `status`: which commit it is about (folded ones get their own row). */
  readonly commit?: string;
  /**
   * Only for a `status` of a commit that got no deployment (Ledger.commitFate): what became of it, and where. Its
   * `subject` is then no deployment, and the version to settle with is 1.
   */
  readonly fate?: {
    readonly project: string;
    readonly environment: string;
    readonly code: ReasonCode;
    readonly detail: string;
  };
  /** What the other side called it: ids of message, thread, GitHub deployment. Ours to choose, JSON. */
  readonly external: Readonly<Record<string, string>>;
  /** Hash of what was last shown, chosen by the projector; absent where nothing was shown yet. */
  readonly shown?: string;
  readonly attempts: number;
}

/**
 * A projection compares desired with shown and repeats until they agree. Several projectors may run:
 * a row is claimed for `claimMs`, and one whose claimer died is due again.
 */
export interface Projections {
  /** Rows that may need work now: never settled, or their subject changed since; claimed by this call. */
  due(surface: Surface, limit: number, claimMs: number): Promise<readonly Projection[]>;
  /** Remembers ids on the other side at once, before anything else can fail. */
  external(id: string, external: Readonly<Record<string, string>>): Promise<void>;
  /** Desired equals shown. `final` where the subject has ended: the row sleeps unless it changes again. */
  settled(id: string, shown: string, seenVersion: number): Promise<void>;
  /** Not now: claim is given back and the row is due again at `retryAt` (epoch ms). */
  later(id: string, retryAt: number, error?: string): Promise<void>;
  /** By external id, e.g. the deployment whose card this message is. */
  bySubjectOf(surface: Surface, kind: ProjectionKind, key: string, value: string): Promise<Projection | undefined>;
  forSubject(surface: Surface, kind: ProjectionKind, subject: string): Promise<Projection | undefined>;
}
