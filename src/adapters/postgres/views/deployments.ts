import { type ExpressionBuilder, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { DeploymentView } from '../../../ports/views.ts';
import type { Database } from '../database.ts';
import { present } from '../stored.ts';
import type { Tables } from '../tables.ts';

type FromDeployments = ExpressionBuilder<Tables & { d: Tables['deployments'] }, 'd'>;

/** One statement, so that a view never shows half of a change. */
function selectDeployments(db: Database) {
  return (
    db
      .selectFrom('deployments as d')
      .leftJoin('releases as r', 'r.id', 'd.release')
      .leftJoin('deployments as newer', 'newer.id', 'd.superseded_by')
      .selectAll('d')
      .select(['r.artifacts', 'newer.number as superseded_number'])
      // A look at the branch may find a commit before GitHub's word of the push is read; that word has its own intent.
      .select(
        sql<string | null>`coalesce(d.pusher, (
        SELECT min(i.body ->> 'pusher') FROM intents i
        WHERE i.kind = 'look-at-branch' AND i.body ->> 'after' = d.commit AND i.body ->> 'project' = d.project
      ))`.as('pushed_by'),
      )
      .select((from: FromDeployments) => [
        jsonArrayFrom(
          from
            .selectFrom('steps as s')
            .select(['s.name', 's.position', 's.state', 's.attempts', 's.code', 's.detail', 's.evidence'])
            .select(['s.started_at', 's.ended_at'])
            .whereRef('s.deployment', '=', 'd.id')
            .orderBy('s.position'),
        ).as('steps'),
        jsonArrayFrom(
          from
            .selectFrom('suites as u')
            .select(['u.name', 'u.ok', 'u.code', 'u.passed', 'u.failed', 'u.skipped', 'u.failures'])
            .whereRef('u.deployment', '=', 'd.id')
            .orderBy('u.position'),
        ).as('suites'),
        jsonArrayFrom(
          from
            .selectFrom('approvals as a')
            .select(['a.user_id', 'a.name', 'a.standing', 'a.includes', 'a.seen_at'])
            .whereRef('a.deployment', '=', 'd.id')
            .orderBy('a.user_id'),
        ).as('approvals'),
        jsonObjectFrom(
          from
            .selectFrom('evidence as e')
            .innerJoin('releases as er', 'er.id', 'e.release')
            .innerJoin('deployments as by', 'by.id', 'e.deployment')
            .select(['e.at', 'by.number'])
            .select((evidence) =>
              jsonArrayFrom(
                evidence
                  .selectFrom('suites as es')
                  .select(['es.name', 'es.passed', 'es.failed', 'es.skipped'])
                  .whereRef('es.deployment', '=', 'by.id')
                  .orderBy('es.position'),
              ).as('suites'),
            )
            .where(sql<boolean>`d.kind = 'promotion'`)
            .whereRef('e.project', '=', 'd.project')
            .where('by.tier', '=', 'staging')
            .where(sql<boolean>`er.digests = (SELECT digests FROM releases WHERE releases.id = d.release)`)
            .where(sql<boolean>`e.at <= coalesce(d.started_at, d.ended_at, e.at)`)
            .orderBy('by.number', 'desc')
            .limit(1),
        ).as('verified_by'),
        jsonObjectFrom(
          from
            .selectFrom('evidence_ends as ee')
            .select(['ee.cause', 'ee.detail', 'ee.at'])
            .whereRef('ee.deployment', '=', 'd.id')
            // Verified again since: by a look that began after it.
            .where(
              sql<boolean>`NOT EXISTS (SELECT FROM evidence again
                JOIN releases ar ON ar.id = again.release JOIN deployments ad ON ad.id = again.deployment
                WHERE again.project = d.project AND again.environment = d.environment
                  AND ar.digests = (SELECT digests FROM releases WHERE releases.id = d.release)
                  AND coalesce(ad.started_at, ad.created_at) > ee.at)`,
            )
            .orderBy('ee.at', 'desc')
            .orderBy('ee.id', 'desc')
            .limit(1),
        ).as('played'),
      ])
  );
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDeployments>['executeTakeFirstOrThrow']>>;

function toView(row: Row): DeploymentView {
  return {
    id: row.id,
    number: row.number,
    project: row.project,
    environment: row.environment,
    tier: row.tier,
    kind: row.kind,
    state: row.state,
    commit: row.commit_facts,
    artifacts: row.artifacts ?? [],
    contains: row.contains,
    steps: row.steps.map(({ code, detail, evidence, started_at, ended_at, ...step }) => ({
      ...step,
      ...present({ code, detail, evidence, startedAt: started_at, endedAt: ended_at }),
    })),
    suites: row.suites.map(({ code, ...suite }) => ({ ...suite, ...present({ code }) })),
    urls: row.urls,
    version: row.version,
    createdAt: row.created_at,
    ...(row.superseded_by !== null && row.superseded_number !== null
      ? { supersededBy: { id: row.superseded_by, number: row.superseded_number } }
      : {}),
    ...(row.promotion === null
      ? {}
      : {
          promotion: {
            ...row.promotion,
            approvals: row.approvals.map(({ user_id, name, standing, includes, seen_at }) => ({
              userId: user_id,
              name,
              standing,
              ...(includes ? { includes } : {}),
              seenAt: seen_at,
            })),
            ...(row.verified_by === null ? {} : { evidence: row.verified_by }),
            verdicts: row.verdicts,
          },
        }),
    ...(row.audit_seq !== null && row.audit_hash !== null
      ? { audit: { seq: row.audit_seq, hash: row.audit_hash } }
      : {}),
    ...present({
      pusher: row.pushed_by,
      requestedBy: row.requested_by,
      release: row.release,
      code: row.code,
      detail: row.detail,
      serving: row.serving,
      played: row.played,
      configChange: row.config_change,
      leavesProduction: row.leaves_production,
      startedAt: row.started_at,
      endedAt: row.ended_at,
    }),
  };
}

export async function deploymentById(db: Database, id: string): Promise<DeploymentView | undefined> {
  const row = await selectDeployments(db).where('d.id', '=', id).executeTakeFirst();
  return row && toView(row);
}

export async function deploymentByNumber(
  db: Database,
  project: string,
  number: number,
): Promise<DeploymentView | undefined> {
  const row = await selectDeployments(db)
    .where('d.project', '=', project)
    .where('d.number', '=', number)
    .executeTakeFirst();
  return row && toView(row);
}

/** Newest first. */
export async function deploymentsOf(
  db: Database,
  project: string,
  environment: string | undefined,
  limit: number,
): Promise<readonly DeploymentView[]> {
  const all = selectDeployments(db).where('d.project', '=', project);
  const some = environment === undefined ? all : all.where('d.environment', '=', environment);
  const rows = await some.orderBy('d.number', 'desc').limit(limit).execute();
  return rows.map(toView);
}

/** What runs and what waits there, in one statement: one that begins meanwhile is in one place, not in none or in both. */
export async function underWay(
  db: Database,
  project: string,
  environment: string,
): Promise<{ readonly running?: DeploymentView; readonly waiting?: DeploymentView }> {
  const rows = await selectDeployments(db)
    .where('d.project', '=', project)
    .where('d.environment', '=', environment)
    // Not as parameters, nor as a list: the two have an index each, of that state alone, which is found by its condition.
    .where((row) => row.or([row('d.state', '=', sql.lit('running')), row('d.state', '=', sql.lit('waiting'))]))
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, toView(row)]));
}

/** The one that waits, or the one that runs. */
export async function deploymentIn(
  db: Database,
  project: string,
  environment: string,
  state: 'waiting' | 'running',
): Promise<DeploymentView | undefined> {
  const row = await selectDeployments(db)
    .where('d.project', '=', project)
    .where('d.environment', '=', environment)
    .where('d.state', '=', sql.lit(state))
    .executeTakeFirst();
  return row && toView(row);
}
