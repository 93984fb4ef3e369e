import type { Release } from '../../../core/release.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import type { Database } from '../database.ts';

type Live = Awaited<ReturnType<Ledger['live']>>;

/**
 * The newest deployment that succeeded there. One that was rolled back did not, so the one before it is live again. By
 * number, which is the order in which they ran: a clock that was set back, or another worker's, would say otherwise.
 */
export async function liveIn(db: Database, project: string, environment: string): Promise<Live> {
  const row = await db
    .selectFrom('deployments as d')
    .innerJoin('releases as r', 'r.id', 'd.release')
    .select(['d.id as deployment', 'd.number', 'r.id', 'r.project', 'r.commit', 'r.artifacts'])
    .where('d.project', '=', project)
    .where('d.environment', '=', environment)
    .where('d.state', '=', 'succeeded')
    // A verification looked at what was live already.
    .where('d.kind', '!=', 'verification')
    .orderBy('d.number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { release: toRelease(row), deployment: row.deployment, number: row.number };
}

export function toRelease({ id, project, commit, artifacts }: Release): Release {
  return { id, project, commit, artifacts };
}
