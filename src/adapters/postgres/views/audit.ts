import { parseJson } from '../../../trust.ts';
import type { AuditAnchor, AuditLine, Views } from '../../../ports/views.ts';
import type { Database } from '../database.ts';
import { present } from '../stored.ts';

type About = Parameters<Views['audit']>[1];

/** Newest first. The chain is walked from its end, so a long one costs no more than a short one. */
export async function auditLines(
  db: Database,
  project: string,
  { deployment, before }: About,
  limit: number,
): Promise<readonly AuditLine[]> {
  const rows = await db
    .selectFrom('audit as a')
    .leftJoin('deployments as d', 'd.id', 'a.deployment')
    .select(['a.seq', 'a.hash', 'a.at', 'a.kind', 'a.environment', 'a.actor', 'a.facts', 'd.number'])
    .where('a.project', '=', project)
    .$if(deployment !== undefined, (query) => query.where('d.number', '=', deployment ?? 0))
    .$if(before !== undefined, (query) => query.where('a.seq', '<', before ?? 0))
    .orderBy('a.seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ seq, hash, at, kind, environment, actor, facts, number }) => ({
    seq,
    hash,
    at: Date.parse(at),
    kind,
    facts: factsOf(facts),
    ...present({ environment, actor, deployment: number }),
  }));
}

export async function auditHead(db: Database): Promise<AuditAnchor | undefined> {
  return db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
}

function factsOf(text: string): AuditLine['facts'] {
  const parsed = parseJson(text);
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
}
