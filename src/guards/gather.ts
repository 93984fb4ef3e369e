import type { Environment, Tier } from '../core/environment.ts';
import { may } from '../core/may.ts';
import type { Action } from '../core/operation.ts';
import type { Artifact, Release } from '../core/release.ts';
import type { Lease } from '../ports/ledger.ts';
import type { TargetObservation } from '../ports/target.ts';
import type { DeploymentView } from '../ports/views.ts';
import { appliedSince } from './applied-since.ts';
import { type Facts, ask, known } from './facts.ts';
import type { GateUse } from './gate-use.ts';
import { cardHash, makePlan } from './make-plan.ts';
import { readApprovals } from './read-approvals.ts';

/** What a question to the gate is about. */
export interface Subject<T extends Tier = Tier> {
  readonly environment: Environment<T>;
  readonly release: Release | undefined;
  readonly deployment?: DeploymentView;
  readonly actor?: { readonly id: string; readonly action: Action };
  readonly lease?: Lease;
}

function stateOf(observation: TargetObservation): 'well' | 'mixed' | 'down' | 'never-deployed' {
  const states = observation.services.map((service) => service.state);
  const strange = observation.services.find((service) => service.state === 'unknown');
  if (strange !== undefined || states.length === 0)
    throw new Error(
      `${strange?.service ?? 'the target'} could not be read${strange?.detail === undefined ? '' : `: ${strange.detail}`}`,
    );
  if (states.includes('mixed')) return 'mixed';
  if (states.every((state) => state === 'never-deployed')) return 'never-deployed';
  return states.includes('down') ? 'down' : 'well';
}

function stagingOf(use: GateUse, project: string): string | undefined {
  return Object.entries(use.projects[project]?.environments ?? {}).find(
    ([, environment]) => environment.tier === 'staging',
  )?.[0];
}

async function built(use: GateUse, artifacts: readonly Artifact[]): Promise<(Artifact | undefined)[]> {
  return Promise.all(artifacts.map((artifact) => use.ledger.artifact(artifact.key)));
}

/** Reads the world once, for one question. Each fact stands alone: one that cannot be read does not hide the others. */
export async function gather(use: GateUse, subject: Subject, signal: AbortSignal, goesBack = false): Promise<Facts> {
  const { environment, release, deployment, actor, lease } = subject;
  const { project, name, tier } = environment;
  const configured = use.projects[project]?.environments[name];
  const artifacts = release?.artifacts ?? [];
  // A card speaks for its own release alone: what a bad promotion is taken back to was never on it.
  const promotion = deployment?.promotion?.plan.release === release?.id ? deployment?.promotion : undefined;
  const staging = stagingOf(use, project);
  const [member, current, recorded, verified, hashNow, approvals, history, target, schema] = await Promise.all([
    ask(async () => (actor === undefined ? undefined : use.people.member(actor.id))),
    ask(async () => (await use.ledger.leases.current(environment)).token),
    ask(async () => ({
      release: release === undefined ? undefined : (await use.ledger.release(release.id))?.artifacts,
      built: await built(use, artifacts),
    })),
    ask(async () =>
      staging === undefined ? undefined : (await use.ledger.verified(project, staging))?.release.artifacts,
    ),
    ask(async () => {
      if (promotion === undefined || release === undefined) throw new Error('there is no card');
      return cardHash(await makePlan(use, project, name, release, promotion.plan.evidenceAt));
    }),
    ask(async () => {
      if (promotion === undefined || deployment === undefined) throw new Error('there is no card');
      return readApprovals(use, deployment, promotion.plan);
    }),
    ask(async () => {
      const live = (await use.ledger.live(project, name))?.release.commit;
      if (live === undefined || release === undefined) return { live, contained: release !== undefined };
      return { live, contained: await use.source.contains(project, release.commit, live) };
    }),
    ask(async () => stateOf(await use.observe(project, name, signal))),
    ask(async () => {
      if (!goesBack || release === undefined) return [];
      return appliedSince(use, project, name, release);
    }),
  ]);
  return {
    project,
    environment: name,
    tier,
    now: use.clock.now(),
    configured: configured !== undefined && configured.tier === tier,
    artifacts,
    recorded,
    verified,
    history,
    target,
    ...(goesBack && release !== undefined ? { schema } : {}),
    ...(lease === undefined ? {} : { lease: { ours: lease.token, current } }),
    ...(actor === undefined
      ? {}
      : {
          actor: {
            action: actor.action,
            member: member.known ? known(member.value) : member,
            allowed: member.known
              ? known(member.value !== undefined && may(member.value.roleIds, use.roles, actor.action))
              : member,
          },
        }),
    ...(promotion === undefined
      ? {}
      : { card: { plan: promotion.plan, hash: promotion.hash, expiresAt: promotion.expiresAt, hashNow, approvals } }),
  };
}
