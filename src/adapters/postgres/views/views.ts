import type { Tier } from '../../../core/environment.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { EnvironmentView, RequestView, Views } from '../../../ports/views.ts';
import type { Database } from '../database.ts';
import { freezesIn } from '../freezes.ts';
import { liveIn } from '../deployments/live.ts';
import type { ChangeListener } from '../listen.ts';
import { present } from '../stored.ts';
import { deploymentById, deploymentByNumber, deploymentIn, deploymentsOf } from './deployments.ts';
import { readLog } from './log.ts';

export type TierOf = (project: string, environment: string) => Tier | undefined;

/** Reading, for everybody. */
export function createViews(db: Database, changes: ChangeListener, tierOf: TierOf, clock: Clock): Views {
  return {
    deployment: (id) => deploymentById(db, id),
    deploymentByNumber: (project, number) => deploymentByNumber(db, project, number),
    history: (project, environment, limit) => deploymentsOf(db, project, environment, limit),
    environment: (project, environment) => environmentView(db, tierOf, clock.now(), project, environment),
    log: (deployment, step, bytes) => readLog(db, deployment, step, bytes),
    request: (id) => requestView(db, id),
    onChange: (listener) => changes.onChange(listener),
  };
}

async function environmentView(
  db: Database,
  tierOf: TierOf,
  now: number,
  project: string,
  environment: string,
): Promise<EnvironmentView> {
  const [live, running, waiting, observed, newest, freezes] = await Promise.all([
    liveIn(db, project, environment).then((found) => found && deploymentById(db, found.deployment)),
    deploymentIn(db, project, environment, 'running'),
    deploymentIn(db, project, environment, 'waiting'),
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
    freezesIn(db, project, environment, now),
  ]);
  // Where nobody knows, it is taken for what has to be guarded most.
  const tier = tierOf(project, environment) ?? newest?.tier ?? 'production';
  return {
    project,
    environment,
    tier,
    ...present({ live, running, waiting, observed: observed?.observation }),
    ...(freezes.length === 0 ? {} : { freezes }),
  };
}

async function requestView(db: Database, id: string): Promise<RequestView | undefined> {
  const row = await db
    .selectFrom('requests as r')
    .innerJoin('intents as i', 'i.id', 'r.intent')
    .selectAll('r')
    .select(['i.kind', 'i.outcome'])
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
      intentKind: row.kind,
      ...present({ outcome: row.outcome }),
    }
  );
}
