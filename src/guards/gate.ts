import type { DeploymentKind } from '../core/deployment.ts';
import type { Tier } from '../core/environment.ts';
import type { Operation, TierOf } from '../core/operation.ts';
import { type Permit, takeMint } from '../core/permit.ts';
import type { Approval } from '../core/promotion.ts';
import type { ReasonCode } from '../core/reason.ts';
import { artifactsFor, digestSet } from '../core/release.ts';
import { type Verdict, allAllowed } from '../core/verdict.ts';
import type { AuditAnchor } from '../ports/views.ts';
import type { GateUse } from './gate-use.ts';
import { type Subject, gather } from './gather.ts';
import { type Guard, verdictOf } from './guard.ts';
import type { Read } from './facts.ts';
import { type Asked, bringsNoCode, guardsFor, toTellCode } from './index.ts';

/** A permit is used at once or not at all. */
const permitLifeMs = 5_000;
const mint = takeMint();

export interface Considered {
  readonly verdicts: readonly Verdict[];
  readonly allowed: boolean;
  /** The first refusal, for those who can say only one thing. */
  readonly code?: ReasonCode;
  readonly detail?: string;
  /** As read for this question, where the card's reactions could be read. */
  readonly approvals?: readonly Approval[];
}

export type Allowed<O extends Operation, T extends TierOf<O>> = {
  readonly allowed: true;
  readonly permit: Permit<O, T>;
  readonly anchor: AuditAnchor;
};
export type Refused = { readonly allowed: false; readonly code: ReasonCode; readonly detail: string };

export interface Gate {
  /** Every guard's verdict on facts read now, and nothing done: for /plan, and for the card. */
  consider(asked: Asked, kind: DeploymentKind, subject: Subject, signal: AbortSignal): Promise<Considered>;
  /** The same, and where all say yes: an audit line, then the one permit for this one effect. */
  ask<O extends Operation, T extends TierOf<O>>(
    operation: O,
    kind: DeploymentKind,
    subject: Subject<T>,
    signal: AbortSignal,
  ): Promise<Allowed<O, T> | Refused>;
}

export function createGate(use: GateUse): Gate {
  const consider: Gate['consider'] = async (asked, kind, subject, signal) => {
    const about = (noCode: boolean): readonly Guard[] =>
      guardsFor(asked, subject.environment.tier, kind, subject.actor !== undefined, noCode);
    const facts = await gather(use, subject, signal, readsOf(about(false), about(true)));
    const asking = about(bringsNoCode(facts));
    const verdicts = asking.map((guard) => verdictOf(guard, facts));
    const first = verdicts.find((verdict) => !verdict.allowed);
    return {
      verdicts,
      allowed: allAllowed(verdicts),
      ...(first === undefined || first.allowed ? {} : { code: first.code, detail: first.detail }),
      ...(facts.card?.approvals.known === true ? { approvals: facts.card.approvals.value } : {}),
    };
  };

  return {
    consider,
    async ask<O extends Operation, T extends TierOf<O>>(
      operation: O,
      kind: DeploymentKind,
      subject: Subject<T>,
      signal: AbortSignal,
    ): Promise<Allowed<O, T> | Refused> {
      const { environment, release, lease, deployment, actor } = subject;
      const considered = await consider(operation, kind, widen(subject), signal);
      const digests = digestSet(artifactsFor(release?.artifacts ?? [], environment.name));
      // Before the permit, so that no effect can be without its line.
      const anchor = await use.ledger.audit({
        kind: considered.allowed ? 'gate.allowed' : 'gate.refused',
        project: environment.project,
        environment: environment.name,
        ...(deployment === undefined ? {} : { deployment: deployment.id }),
        ...(actor === undefined ? {} : { actor: actor.id }),
        facts: {
          operation,
          digests,
          token: lease?.token ?? 0,
          verdicts: considered.verdicts.map((verdict) => `${verdict.guard}: ${verdict.allowed ? 'yes' : verdict.code}`),
        },
      });
      if (!considered.allowed || lease === undefined) {
        return {
          allowed: false,
          code: considered.code ?? 'lease.lost',
          detail: considered.detail ?? 'no lease was taken',
        };
      }
      const permit = mint<O, T>({
        operation,
        project: environment.project,
        environment: environment.name,
        tier: environment.tier,
        digests,
        token: lease.token,
        expiresAt: use.clock.now() + permitLifeMs,
      });
      return { allowed: true, permit, anchor };
    },
  };
}

/** What either list of guards goes by; and which of the two it is, where that makes a difference. */
function readsOf(code: readonly Guard[], noCode: readonly Guard[]): ReadonlySet<Read> {
  const either = new Set([...code, ...noCode]);
  const reads = new Set([...either].flatMap((guard) => guard.reads));
  if (either.size > Math.min(code.length, noCode.length)) for (const one of toTellCode) reads.add(one);
  return reads;
}

/** Reading facts does not act, so it may look at any tier; the permit keeps the narrow one. */
function widen<T extends Tier>(subject: Subject<T>): Subject {
  const { project, name, tier } = subject.environment;
  return { ...subject, environment: { project, name, tier } };
}
