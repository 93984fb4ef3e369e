import { changedKeys } from '../../../core/config-difference.ts';
import type { DeploymentKind } from '../../../core/deployment.ts';
import type { ReasonCode } from '../../../core/reason.ts';
import type { Commit } from '../../../core/release.ts';
import type { IntentOutcome } from '../../../core/intent.ts';
import { MovedOn } from '../../../core/moved-on.ts';
import { whatMoved } from '../../../core/what-moved.ts';
import { newId } from '../../../platform/ids.ts';
import type { Ledger, NewDeployment } from '../../../ports/ledger.ts';
import type { DeploymentView } from '../../../ports/views.ts';
import { type Store, type Trx, inTransaction, lockEnvironment } from '../database.ts';
import { endIntent } from '../intents.ts';
import { storable, toJson } from '../stored.ts';
import { deploymentById, deploymentIn } from '../views/deployments.ts';
import { type DeploymentRow, auditDeployment, change } from './change.ts';
import { liveIn } from './live.ts';
import { showCard, showDeployment } from './projection-rows.ts';
import { putSteps, replaceSteps } from './steps.ts';

/** What a newcomer does to the one that waits. */
type Meeting = 'takes the empty place' | 'is the same' | 'folds' | 'supersedes' | 'is refused';

type Waiting = Pick<DeploymentRow, 'kind' | 'commit' | 'release'> & {
  readonly promotion: { readonly hash: string } | null;
};

export function meet(waiting: Waiting | undefined, wanted: NewDeployment): Meeting {
  if (waiting === undefined) return 'takes the empty place';
  if (waiting.kind === wanted.kind && waiting.commit === wanted.commit.commit) {
    // A promotion card whose hash moved is another question, and a rollback elsewhere is another answer.
    const same =
      waiting.promotion?.hash === wanted.promotion?.hash &&
      (waiting.kind === 'deployment' || waiting.release === (wanted.release?.id ?? null));
    if (same) return 'is the same';
  }
  // It brings nothing new: whatever else waits is worth more.
  if (wanted.kind === 'verification') return waiting.kind === 'verification' ? 'supersedes' : 'is refused';
  if (waiting.kind === 'deployment' && wanted.kind === 'deployment')
    return waiting.commit === wanted.leaves ? 'supersedes' : 'folds';
  // Going back is for when something is wrong: nothing that is not a rollback pushes it aside.
  if (waiting.kind === 'rollback' && wanted.kind !== 'rollback') return 'is refused';
  return 'supersedes';
}

/** Ledger.wait: the waiting place of an environment has room for one, and what comes together is serialised. */
export function createWaitingPlace({ db, clock }: Store): Pick<Ledger, 'wait'> {
  return {
    wait: (wanted, fromIntent) =>
      inTransaction(db, async (trx) => {
        await lockEnvironment(trx, wanted.project, wanted.environment);
        const made = fromIntent && (await madeBy(trx, fromIntent.id));
        if (made !== undefined) return made;
        await refuseIfMovedOn(trx, wanted);
        const waiting = await trx
          .selectFrom('deployments')
          .selectAll()
          .where('project', '=', wanted.project)
          .where('environment', '=', wanted.environment)
          .where('state', '=', 'waiting')
          .forUpdate()
          .executeTakeFirst();
        await refuseIfChanged(trx, wanted);
        const id = await settle({ trx, clock }, waiting, wanted, fromIntent);
        const view = await deploymentById(trx, id);
        if (view === undefined) throw new Error(`deployment ${id} was not written`);
        return view;
      }),
  };
}

/**
 * What this intent has come to already. Two workers may have it in hand at once (a job that is delivered again, a copy
 * of Greenroom that takes over): whoever comes second adds nothing.
 */
async function madeBy(trx: Trx, intent: string): Promise<DeploymentView | undefined> {
  const row = await trx
    .selectFrom('intents')
    .select(['ended_at', 'outcome'])
    .where('id', '=', intent)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || row.ended_at === null) return undefined;
  const id = row.outcome?.deployment;
  const view = id === undefined ? undefined : await deploymentById(trx, id);
  if (view === undefined) throw new MovedOn(`intent ${intent}`, row.outcome?.code ?? 'ended', 'open');
  return view;
}

async function refuseIfMovedOn(trx: Trx, { project, environment, decidedAfter }: NewDeployment): Promise<void> {
  if (decidedAfter === undefined) return;
  const newest = await trx
    .selectFrom('deployments')
    .select(['id', 'commit', 'number'])
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('kind', '!=', 'verification')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.id === decidedAfter?.id && newest?.commit === decidedAfter?.commit) return;
  const found = newest === undefined ? 'no deployment' : `#${newest.number} of ${newest.commit.slice(0, 7)}`;
  throw new MovedOn(`${project}/${environment}`, found, decidedAfter?.commit.slice(0, 7) ?? 'no deployment');
}

/** After the waiting place is locked: what waited there cannot begin any more until this is written. */
async function refuseIfChanged(trx: Trx, { project, environment, whileLive }: NewDeployment): Promise<void> {
  if (whileLive === undefined) return;
  const running = await deploymentIn(trx, project, environment, 'running');
  const live = running ?? (await liveIn(trx, project, environment));
  if (running === undefined && (live?.number ?? null) === whileLive) return;
  throw new MovedOn(
    `${project}/${environment}`,
    `#${live?.number ?? 0}`,
    `#${whileLive ?? 0} live and nothing at work`,
  );
}

interface Work {
  readonly trx: Trx;
  readonly clock: Store['clock'];
}
type FromIntent = { readonly id: string; readonly outcome: Omit<IntentOutcome, 'deployment'> } | undefined;

async function settle(
  work: Work,
  waiting: DeploymentRow | undefined,
  wanted: NewDeployment,
  fromIntent: FromIntent,
): Promise<string> {
  const { trx, clock } = work;
  const meeting = meet(waiting, wanted);
  const end = async (deployment: string): Promise<void> => {
    if (fromIntent) await endIntent(trx, clock.now(), fromIntent.id, { ...fromIntent.outcome, deployment });
  };
  if (waiting !== undefined && meeting === 'is refused') {
    throw new Error(
      `${wanted.project}/${wanted.environment} has ${waiting.kind} #${waiting.number} waiting; ` +
        `a ${wanted.kind} was wanted there. Let it end first.`,
    );
  }
  if (waiting !== undefined && meeting === 'is the same') {
    await noteConfig(work, waiting, wanted);
    await end(waiting.id);
    return waiting.id;
  }
  if (waiting !== undefined && meeting === 'folds') {
    await fold(work, waiting, wanted);
    await end(waiting.id);
    await auditDeployment(trx, clock, waiting, {
      kind: 'deployment.folded',
      ...(wanted.requestedBy === undefined ? {} : { actor: wanted.requestedBy }),
      facts: { number: waiting.number, commit: wanted.commit.commit, contains: waiting.commit },
    });
    return waiting.id;
  }
  const id = newId(clock.now());
  const number = await nextNumber(trx, wanted.project);
  if (waiting !== undefined) await leaveThePlace(work, waiting, wanted);
  await insert(work, id, number, wanted);
  if (waiting !== undefined) await change(trx, waiting.id, { superseded_by: id });
  await end(id);
  if (waiting !== undefined) {
    await auditDeployment(trx, clock, waiting, {
      kind: 'deployment.supersede',
      ...(wanted.requestedBy === undefined ? {} : { actor: wanted.requestedBy }),
      facts: { number: waiting.number, commit: waiting.commit, by: number },
    });
  }
  await auditDeployment(
    trx,
    clock,
    { ...wanted, id },
    {
      kind: 'deployment.wait',
      ...(wanted.requestedBy === undefined ? {} : { actor: wanted.requestedBy }),
      facts: {
        number,
        kind: wanted.kind,
        commit: wanted.commit.commit,
        release: wanted.release?.id ?? null,
        card: wanted.promotion?.hash ?? null,
      },
    },
  );
  return id;
}

/** The same commit still waits, and the config that it will be brought with has changed meanwhile. */
async function noteConfig({ trx }: Work, waiting: DeploymentRow, { kind, configPrint, configChange }: NewDeployment) {
  const before = waiting.config_print;
  if (kind !== 'deployment' || configPrint === undefined || before === null) return;
  if (changedKeys(before, configPrint).length === 0) return;
  await change(trx, waiting.id, {
    config_print: toJson(configPrint),
    ...(configChange === undefined ? {} : { config_change: toJson(configChange) }),
  });
}

/** The waiting row keeps id, number and card; its commit joins `contains`, and keeps its own status on GitHub. */
async function fold({ trx, clock }: Work, waiting: DeploymentRow, wanted: NewDeployment): Promise<void> {
  const commit: Commit = wanted.commit.commit;
  await replaceSteps(trx, waiting.id, wanted.steps);
  const version = await change(trx, waiting.id, {
    commit,
    commit_facts: toJson(wanted.commit),
    contains: [waiting.commit, ...waiting.contains.filter((older) => older !== commit)],
    pusher: wanted.pusher === undefined ? null : storable(wanted.pusher),
    requested_by: wanted.requestedBy ?? null,
    release: wanted.release?.id ?? null,
    urls: toJson(wanted.urls),
    config_print: wanted.configPrint ? toJson(wanted.configPrint) : null,
    config_change: wanted.configChange ? toJson(wanted.configChange) : null,
  });
  await showDeployment(trx, clock, { ...waiting, version }, commit);
}

const supersededCode: Record<DeploymentKind, ReasonCode> = {
  deployment: 'commit.superseded',
  rollback: 'commit.superseded',
  promotion: 'card.moved',
  verification: 'release.not-on-staging',
};

/** Said from the two plans that meet here, under the lock: nothing can come between the comparison and the change. */
function whyItLeaves(waiting: DeploymentRow, wanted: NewDeployment): string {
  const moved =
    waiting.promotion === null || wanted.promotion === undefined
      ? []
      : whatMoved(waiting.promotion.plan, wanted.promotion.plan);
  return moved.length > 0 ? moved.join('; ') : `A newer ${wanted.kind} took its place.`;
}

async function leaveThePlace({ trx, clock }: Work, waiting: DeploymentRow, wanted: NewDeployment): Promise<void> {
  await trx
    .updateTable('deployments')
    .set({
      state: 'superseded',
      code: supersededCode[waiting.kind],
      detail: storable(whyItLeaves(waiting, wanted)),
      ended_at: clock.now(),
    })
    .where('id', '=', waiting.id)
    .execute();
}

async function insert({ trx, clock }: Work, id: string, number: number, wanted: NewDeployment): Promise<void> {
  const { project, environment } = wanted;
  await trx
    .insertInto('deployments')
    .values({
      id,
      number,
      project,
      environment,
      tier: wanted.tier,
      kind: wanted.kind,
      state: 'waiting',
      commit: wanted.commit.commit,
      commit_facts: toJson(wanted.commit),
      pusher: wanted.pusher === undefined ? null : storable(wanted.pusher),
      requested_by: wanted.requestedBy ?? null,
      release: wanted.release?.id ?? null,
      urls: toJson(wanted.urls),
      promotion: wanted.promotion ? toJson(wanted.promotion) : null,
      config_print: wanted.configPrint ? toJson(wanted.configPrint) : null,
      config_change: wanted.configChange ? toJson(wanted.configChange) : null,
      leaves_production: wanted.leavesProduction ? toJson(wanted.leavesProduction) : null,
      created_at: clock.now(),
    })
    .execute();
  await putSteps(trx, id, wanted.steps);
  const shown = { id, project, environment, version: 1 };
  if (wanted.kind === 'verification') await showCard(trx, clock, shown);
  else await showDeployment(trx, clock, shown, wanted.commit.commit);
}

/** `#12`: rises per project, without gaps, since the row is locked until the transaction ends. */
async function nextNumber(trx: Trx, project: string): Promise<number> {
  const { last } = await trx
    .insertInto('project_numbers')
    .values({ project, last: 1 })
    .onConflict((conflict) =>
      conflict.column('project').doUpdateSet((row) => ({ last: row('project_numbers.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return last;
}
