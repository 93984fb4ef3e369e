import type { Database } from '../database.ts';
import type { AuditRow } from '../tables.ts';

const page = 5_000;

/** The chain from its beginning, 5,000 lines at a time. What is appended meanwhile may come along; nothing is left out. */
export async function* auditRows(db: Database): AsyncIterable<AuditRow> {
  for (let after = 0; ;) {
    const rows = await db.selectFrom('audit').selectAll().where('seq', '>', after).orderBy('seq').limit(page).execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = last.seq;
  }
}

/** One JSON object a line, every column as it is stored: whoever has the file can work the hashes out again. */
export async function* exportAudit(db: Database): AsyncIterable<string> {
  for await (const { seq, at, kind, project, environment, deployment, actor, facts, previous, hash } of auditRows(db)) {
    yield JSON.stringify({ seq, at, kind, project, environment, deployment, actor, facts, previous, hash });
  }
}
