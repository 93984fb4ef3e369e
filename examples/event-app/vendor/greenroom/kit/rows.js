import { createHash } from 'node:crypto';
import { quoted, text } from './lent.js';
import { sameHost } from './same-host.js';
/** How many rows each of the schema's tables has. */
export async function countRows(query, schema) {
    const { rows } = await query(`SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname`, [schema]);
    const tables = rows.map((row) => text(row, 'relname'));
    if (tables.length === 0)
        return {};
    const counted = tables.map((table, i) => `(SELECT count(*) FROM ${quoted(schema)}.${quoted(table)})::text AS c${String(i)}`);
    const counts = await query(`SELECT ${counted.join(', ')}`);
    return Object.fromEntries(tables.map((table, i) => [table, Number(text(counts.rows[0], `c${String(i)}`))]));
}
/** Where this is, as people are shown it before they say yes: `event_staging@db.internal:5432/app`. */
export async function placeOf(query, { host, schema }) {
    const { rows } = await query('SELECT current_database()::text AS name');
    return `${text(rows[0], 'name')}@${sameHost(host, 5432)}/${schema}`;
}
/** Moves when the place or any number of rows does. Keys of Redis are not in it: sessions come and go. */
export const planHash = (host, rows) => createHash('sha256')
    .update(JSON.stringify(['greenroom.v1.reset', host, Object.entries(rows)]))
    .digest('hex');
