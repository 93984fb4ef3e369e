import { addressesOf } from '../core/addresses.ts';
import type { Environment, Tier } from '../core/environment.ts';
import { buildVariablesOf } from '../core/frontend.ts';
import { may } from '../core/may.ts';
import type { Action } from '../core/operation.ts';
import { type Artifact, type Release, digestSet } from '../core/release.ts';
import type { Lease } from '../ports/ledger.ts';
import type { TargetObservation } from '../ports/target.ts';
import type { DeploymentView } from '../ports/views.ts';
import { appliedSince } from './applied-since.ts';
import { type Fact, type Facts, type Read, ask, known } from './facts.ts';
import type { GateUse } from './gate-use.ts';
import { cardHash, makePlan } from './make-plan.ts';
import { readApprovals } from './read-approvals.ts';
import { readConstraints } from './read-constraints.ts';
import { readFreeze } from './read-freeze.ts';
import { readIsolation } from './read-isolation.ts';

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

/** Of each service that is built for each environment: what the build for this one is given, as text. */
export function variablesIn(use: Pick<GateUse, 'projects'>, project: string, name: string): Record<string, string> {
  const config = use.projects[project];
  const urls = addressesOf(config?.environments[name]);
  return Object.fromEntries(
    Object.entries(config?.services ?? {}).flatMap(([service, its]) => {
      const given = buildVariablesOf(its, urls);
      return given === undefined ? [] : [[service, JSON.stringify(given)]];
    }),
  );
}

/** Who asked for it, for whom a lock of their own is none: a stage tool is asked for by its actor. */
function requester(plays: boolean, { actor, deployment }: Subject): { readonly requestedBy?: string } {
  const id = plays ? actor?.id : deployment?.requestedBy;
  return id === undefined ? {} : { requestedBy: id };
}

async function built(use: GateUse, artifacts: readonly Artifact[]): Promise<(Artifact | undefined)[]> {
  return Promise.all(artifacts.map((artifact) => use.ledger.artifact(artifact.key)));
}

/**
 * Reads what `reads` names of the world, once, for one question. Each fact stands alone: one that cannot be read does not
 * hide the others.
 */
export async function gather(
  use: GateUse,
  subject: Subject,
  signal: AbortSignal,
  reads: ReadonlySet<Read>,
): Promise<Facts> {
  const { environment, release, deployment, actor, lease } = subject;
  const { project, name, tier } = environment;
  const configured = use.projects[project]?.environments[name];
  const artifacts = release?.artifacts ?? [];
  // A card speaks for its own release alone: what a bad promotion is taken back to was never on it.
  const promotion = deployment?.promotion?.plan.release === release?.id ? deployment?.promotion : undefined;
  const staging = stagingOf(use, project);
  const wanted = <T>(wants: Read | readonly Read[], question: () => Promise<T> | T): Promise<Fact<T>> | undefined =>
    [wants].flat().some((one) => reads.has(one)) ? ask(question) : undefined;
  // All are asked at once, and `ask` never rejects: each is waited for where it is written down.
  const member = wanted('actor', async () => (actor === undefined ? undefined : use.people.member(actor.id)));
  const current = wanted('lease', async () => (await use.ledger.leases.current(environment)).token);
  const recorded = wanted('recorded', async () => ({
    release: release === undefined ? undefined : (await use.ledger.release(release.id))?.artifacts,
    built: await built(use, artifacts),
  }));
  const verified = wanted('verified', async () =>
    staging === undefined ? undefined : (await use.ledger.verified(project, staging))?.release.artifacts,
  );
  const record = wanted('evidence', async () =>
    staging === undefined ? {} : use.ledger.evidenceOf(project, staging, artifacts),
  );
  const hashNow = wanted('card', async () => {
    if (promotion === undefined || release === undefined) throw new Error('there is no card');
    return cardHash(await makePlan(use, project, name, release, promotion.plan.evidenceAt));
  });
  const approvals = wanted('card', async () => {
    if (promotion === undefined || deployment === undefined) throw new Error('there is no card');
    return readApprovals(use, deployment, promotion.plan);
  });
  const history = wanted('history', async () => {
    const live = (await use.ledger.live(project, name))?.release.commit;
    if (live === undefined || release === undefined) return { live, contained: release !== undefined };
    return { live, contained: await use.source.contains(project, release.commit, live) };
  });
  const observed = wanted(['target', 'serves', 'constraints'], async () => use.observe(project, name, signal));
  const freezes =
    tier === 'production' ? wanted('freeze', () => readFreeze(use, project, name, deployment?.id)) : undefined;
  const isolation = wanted('isolation', () => readIsolation(use, project, name, signal));
  const locks = wanted('locks', async () => use.ledger.locks.inForce(project, name));
  const bad = wanted('bad', async () => use.ledger.badVersions.standing(project, name));
  const wasGood = wanted('wasGood', async () => {
    const good = await use.ledger.knownGood(project, name);
    return release !== undefined && good.some((one) => digestSet(one.release.artifacts) === digestSet(artifacts));
  });
  const schema =
    release === undefined ? undefined : wanted('schema', async () => appliedSince(use, project, name, release));
  const [asker, seen, freeze] = [await member, await observed, await freezes];
  const constraints =
    seen !== undefined && release !== undefined
      ? await wanted('constraints', () => readConstraints(use, environment, staging, release, seen))
      : undefined;
  const [itsHash, itsApprovals, itsRecord, itsToken] = [await hashNow, await approvals, await record, await current];
  return {
    project,
    environment: name,
    tier,
    now: use.clock.now(),
    configured: configured !== undefined && configured.tier === tier,
    artifacts,
    variables: configured === undefined ? {} : variablesIn(use, project, name),
    recorded: await recorded,
    verified: await verified,
    history: await history,
    wasGood: await wasGood,
    locks: await locks,
    bad: await bad,
    isolation: await isolation,
    freeze,
    schema: await schema,
    target: seen?.known === true ? await ask(() => stateOf(seen.value)) : seen,
    serves: seen?.known === true ? known(seen.value.services) : seen,
    underWay: freeze?.known === true && freeze.value.begun,
    // Of a stage tool alone it is read whether staging is apart.
    ...requester(reads.has('isolation'), subject),
    ...(itsRecord === undefined
      ? {}
      : { evidence: { record: itsRecord, limit: use.projects[project]?.promote.evidence ?? 0 } }),
    ...(constraints === undefined
      ? {}
      : { constraints: { found: constraints, intended: use.projects[project]?.promote.differs ?? [] } }),
    ...(lease === undefined || itsToken === undefined ? {} : { lease: { ours: lease.token, current: itsToken } }),
    ...(actor === undefined || asker === undefined
      ? {}
      : {
          actor: {
            action: actor.action,
            member: asker,
            allowed: asker.known
              ? known(asker.value !== undefined && may(asker.value.roleIds, use.roles, actor.action))
              : asker,
          },
        }),
    ...(promotion === undefined || itsHash === undefined || itsApprovals === undefined
      ? {}
      : {
          card: {
            plan: promotion.plan,
            hash: promotion.hash,
            expiresAt: promotion.expiresAt,
            hashNow: itsHash,
            approvals: itsApprovals,
          },
        }),
  };
}
