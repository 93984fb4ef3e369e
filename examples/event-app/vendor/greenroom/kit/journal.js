import { json, text } from './lent.js';
import { KitRefusal } from './refusals.js';
const columns = 'id, tool, input, state, phase, outcome';
const operation = (row) => ({
    id: text(row, 'id'),
    tool: text(row, 'tool'),
    input: text(row, 'input'),
    state: text(row, 'state'),
    phase: text(row, 'phase'),
    outcome: json(row, 'outcome'),
});
export async function find(query, id) {
    const { rows } = await query(`SELECT ${columns} FROM greenroom.operations WHERE id = $1`, [id]);
    return rows[0] === undefined ? undefined : operation(rows[0]);
}
/** Of the app in this schema; and what an older kit has begun, which did not write down whose it is. */
export async function unfinished(query, schema) {
    const { rows } = await query(`SELECT ${columns} FROM greenroom.operations WHERE state = 'running' AND coalesce(schema, $1) = $1 ORDER BY began_at`, [schema]);
    return rows.map(operation);
}
/** False where the id is there already. */
export async function begin({ query, schema }, tool, call) {
    const { rows } = await query(`INSERT INTO greenroom.operations (id, tool, input, asked_by, fence, schema, state, phase)
     VALUES ($1, $2, $3, $4, $5, $6, 'running', 'begun') ON CONFLICT DO NOTHING RETURNING id`, [call.id, tool, JSON.stringify(call.input), JSON.stringify(call.by), call.fence, schema]);
    return rows.length === 1;
}
export async function reach(query, id, phase, outcome) {
    await query(`UPDATE greenroom.operations SET phase = $2, outcome = $3 WHERE id = $1 AND state = 'running'`, [
        id,
        phase,
        outcome === undefined ? null : JSON.stringify(outcome),
    ]);
}
export async function end(query, id, result) {
    await query(`UPDATE greenroom.operations SET state = 'done', phase = 'ended', outcome = $2, ended_at = now()
     WHERE id = $1 AND state = 'running'`, [id, JSON.stringify(result)]);
}
/**
 * It came to nothing, unless it has swapped after all. A transaction whose commit is still under way holds the line, so
 * this waits for what becomes of it.
 */
export async function fail(query, id, no) {
    await query(`UPDATE greenroom.operations SET state = 'refused', phase = 'ended', outcome = $2, ended_at = now()
     WHERE id = $1 AND state = 'running' AND outcome IS NULL`, [id, JSON.stringify(no)]);
}
export const refused = ({ code, message, remedy }) => ({
    state: 'refused',
    code,
    message,
    remedy,
});
/** What an operation comes to so far, as it goes over the wire. */
export function told({ state, phase, outcome }) {
    return state === 'running'
        ? { state, phase }
        : state === 'done'
            ? { state, result: outcome }
            : { state, ...fields(outcome) };
}
const fields = (value) => (value !== null && typeof value === 'object' ? value : {});
