import { askedAs } from '../../../core/intent.ts';
import type { Tier } from '../../../core/environment.ts';
import type { EnvironmentView, RequestView, Views } from '../../../ports/views.ts';
import { standingBadVersions } from '../bad-versions.ts';
import type { Database, Store } from '../database.ts';
import { freezesIn } from '../freezes.ts';
import { liveIn } from '../deployments/live.ts';
import type { ChangeListener } from '../listen.ts';
import { lockById, locksInForce } from '../locks.ts';
import { outageById, outagesOf } from '../outages.ts';
import { present } from '../stored.ts';
import { auditHead, auditLines } from './audit.ts';
import { deploymentById, deploymentByNumber, deploymentsOf, underWay } from './deployments.ts';
import { readLog } from './log.ts';

export type TierOf = (project: string, environment: string) => Tier | undefined;

/** Reading, for everybody. */
export function createViews({ db, clock }: Store, changes: ChangeListener, tierOf: TierOf): Views {
  return {
    deployment: (id) => deploymentById(db, id),
    deploymentByNumber: (project, number) => deploymentByNumber(db, project, number),
    history: (project, environment, limit) => deploymentsOf(db, project, environment, limit),
    environment: (project, environment) => environmentView({ db, clock }, tierOf, project, environment),
    lock: (id) => lockById(db, id),
    outage: (id) => outageById(db, id),
    outages: (project) => outagesOf(db, project),
    badVersions: (project, environment) => standingBadVersions(db, project, environment),
    log: (deployment, step, bytes) => readLog(db, deployment, step, bytes),
    audit: (project, about, limit) => auditLines(db, project, about, limit),
    auditHead: () => auditHead(db),
    request: (id) => requestView(db, id),
    onChange: (listener) => changes.onChange(listener),
  };
}

async function environmentView(
  { db, clock }: Store,
  tierOf: TierOf,
  project: string,
  environment: string,
): Promise<EnvironmentView> {
  const [live, now, observed, newest, locks, freezes, stage] = await Promise.all([
    liveIn(db, project, environment).then((found) => found && deploymentById(db, found.deployment)),
    underWay(db, project, environment),
    db
      .selectFrom('observations')
      .select('observation')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .executeTakeFirst(),
    db
      .selectFrom('deployments')
      .select('tier')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst(),
    locksInForce(db, clock.now(), project, environment),
    freezesIn(db, project, environment, clock.now()),
    db
      .selectFrom('stage_descriptions')
      .select('description')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .executeTakeFirst(),
  ]);
  // Where nobody knows, it is taken for what has to be guarded most.
  const tier = tierOf(project, environment) ?? newest?.tier ?? 'production';
  return {
    project,
    environment,
    tier,
    locks,
    ...now,
    ...present({ live, observed: observed?.observation, stage: stage?.description }),
    ...(freezes.length === 0 ? {} : { freezes }),
  };
}

async function requestView(db: Database, id: string): Promise<RequestView | undefined> {
  const row = await db
    .selectFrom('requests as r')
    .innerJoin('intents as i', 'i.id', 'r.intent')
    .leftJoin('stage_operations as o', 'o.id', 'r.intent')
    .selectAll('r')
    .select(['i.body', 'i.outcome', 'o.tool', 'o.told', 'o.progress', 'o.started_at'])
    .where('r.id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      interactionId: row.interaction_id,
      applicationId: row.application_id,
      token: row.token,
      channelId: row.channel_id,
      userId: row.user_id,
      at: row.at,
      asked: askedAs(row.body),
      place: { project: row.body.project, environment: row.body.environment },
      version: (row.told ?? 0) + (row.outcome === null ? 0 : 1),
      ...(row.tool === null || row.started_at === null
        ? {}
        : { operation: { tool: row.tool, startedAt: row.started_at, ...present({ progress: row.progress }) } }),
      ...present({ outcome: row.outcome }),
    }
  );
}
