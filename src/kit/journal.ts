import { type LentDatabase, type Query, json, text } from './lent.ts';
import { KitRefusal } from './refusals.ts';
import type { Call, Outcome, ToolName } from './tools.ts';

/** What was asked and what became of it: `greenroom.operations`. */
export interface Operation {
  readonly id: string;
  readonly tool: string;
  readonly input: string;
  readonly state: string;
  /** While it runs: what it is at. From `swapped` on a reset, or its undo, goes on to its end whatever happens. */
  readonly phase: string;
  /** What it comes to; known from `swapped` on. */
  readonly outcome: unknown;
}

const columns = 'id, tool, input, state, phase, outcome';
const operation = (row: Parameters<typeof text>[0]): Operation => ({
  id: text(row, 'id'),
  tool: text(row, 'tool'),
  input: text(row, 'input'),
  state: text(row, 'state'),
  phase: text(row, 'phase'),
  outcome: json(row, 'outcome'),
});

export async function find(query: Query, id: string): Promise<Operation | undefined> {
  const { rows } = await query(`SELECT ${columns} FROM greenroom.operations WHERE id = $1`, [id]);
  return rows[0] === undefined ? undefined : operation(rows[0]);
}

/** Of the app in this schema; and what an older kit has begun, which did not write down whose it is. */
export async function unfinished(query: Query, schema: string): Promise<readonly Operation[]> {
  const { rows } = await query(
    `SELECT ${columns} FROM greenroom.operations WHERE state = 'running' AND coalesce(schema, $1) = $1 ORDER BY began_at`,
    [schema],
  );
  return rows.map(operation);
}

/** False where the id is there already. */
export async function begin({ query, schema }: LentDatabase, tool: ToolName, call: Call): Promise<boolean> {
  const { rows } = await query(
    `INSERT INTO greenroom.operations (id, tool, input, asked_by, fence, schema, state, phase)
     VALUES ($1, $2, $3, $4, $5, $6, 'running', 'begun') ON CONFLICT DO NOTHING RETURNING id`,
    [call.id, tool, JSON.stringify(call.input), JSON.stringify(call.by), call.fence, schema],
  );
  return rows.length === 1;
}

export async function reach(query: Query, id: string, phase: string, outcome?: object): Promise<void> {
  await query(`UPDATE greenroom.operations SET phase = $2, outcome = $3 WHERE id = $1 AND state = 'running'`, [
    id,
    phase,
    outcome === undefined ? null : JSON.stringify(outcome),
  ]);
}

export async function end(query: Query, id: string, result: object): Promise<void> {
  await query(
    `UPDATE greenroom.operations SET state = 'done', phase = 'ended', outcome = $2, ended_at = now()
     WHERE id = $1 AND state = 'running'`,
    [id, JSON.stringify(result)],
  );
}

/**
 * It came to nothing, unless it has swapped after all. A transaction whose commit is still under way holds the line, so
 * this waits for what becomes of it.
 */
export async function fail(query: Query, id: string, no: object): Promise<void> {
  await query(
    `UPDATE greenroom.operations SET state = 'refused', phase = 'ended', outcome = $2, ended_at = now()
     WHERE id = $1 AND state = 'running' AND outcome IS NULL`,
    [id, JSON.stringify(no)],
  );
}

export const refused = ({ code, message, remedy }: KitRefusal): Outcome & { readonly state: 'refused' } => ({
  state: 'refused',
  code,
  message,
  remedy,
});

/** What an operation comes to so far, as it goes over the wire. */
export function told({ state, phase, outcome }: Operation): object {
  return state === 'running'
    ? { state, phase }
    : state === 'done'
      ? { state, result: outcome }
      : { state, ...fields(outcome) };
}

const fields = (value: unknown): object => (value !== null && typeof value === 'object' ? value : {});
