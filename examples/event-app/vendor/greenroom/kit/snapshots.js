import { json, text } from './lent.js';
/** Schemas beside the app's that are the kit's own. */
export const besides = (schema) => ({
    next: `${schema}_next`,
    undone: `${schema}_undone`,
    before: (n) => `${schema}_before_${n}`,
});
/**
 * Whose a snapshot is says the schema that holds it: a number is given once in a database, so of two apps that live there
 * one alone has a schema with it. $2 is what the names of this app's begin with.
 */
const own = `EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $2::text || s.n::text)`;
/** Somebody has dropped it for its space: nothing can be brought back from it. */
const nobodys = `NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname ~ ('_before_' || s.n::text || '$'))`;
/** What this app's last reset has put aside, while it can be undone. `now` is epoch milliseconds. */
export async function lastSnapshot(query, schema, now) {
    const { before } = besides(schema);
    const { rows } = await query(`SELECT s.n::text, s.clock_offset::text, to_json(s.until)::text AS until FROM greenroom.snapshots s
     WHERE s.until > $1 AND ${own} ORDER BY s.n DESC LIMIT 1`, [new Date(now).toISOString(), before('')]);
    const [row] = rows;
    if (row === undefined)
        return undefined;
    const [n, offset, until] = [text(row, 'n'), text(row, 'clock_offset'), json(row, 'until')];
    return {
        n,
        kept: before(n),
        clockOffset: offset === '' ? null : Number(offset),
        until: new Date(String(until)).toISOString(),
    };
}
/** Only this app's newest can be undone, and only for a while. Gives the schemas of all others of its own. */
export async function forgetSnapshots(query, schema, now) {
    const { before } = besides(schema);
    const { rows } = await query(`DELETE FROM greenroom.snapshots s WHERE ${nobodys} OR ${own} AND
       (s.until <= $1 OR s.n < (SELECT max(s.n) FROM greenroom.snapshots s WHERE ${own})) RETURNING s.n::text`, [new Date(now).toISOString(), before('')]);
    return rows.map((row) => before(text(row, 'n')));
}
