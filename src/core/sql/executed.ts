import { type Judgement, fine, named, risky, unclear, worst } from './judgement.ts';
import { judgeSetting } from './settings.ts';
import { field, listOf, nodesBelow, partsOf, textOf } from './tree.ts';

/** Functions of PostgreSQL that only compute. What any other one does is not written in the migration. */
const harmless = new Set(
  (
    'abs age array_agg array_append array_cat array_length array_position array_remove array_replace array_to_json ' +
    'array_to_string array_upper avg bool_and bool_or btrim cardinality ceil ceiling char_length coalesce concat ' +
    'concat_ws count current_database current_schema current_setting currval date_bin date_part date_trunc decode ' +
    'dense_rank encode every extract first_value floor format format_type gen_random_uuid generate_series ' +
    'generate_subscripts greatest has_table_privilege initcap json_agg json_build_array json_build_object ' +
    'json_object_agg jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array ' +
    'jsonb_build_object jsonb_each jsonb_each_text jsonb_object_agg jsonb_object_keys jsonb_set jsonb_strip_nulls ' +
    'jsonb_typeof lag last_value lead least left length like_escape lower lpad ltrim make_date make_interval ' +
    'make_timestamp max md5 min mod nextval now ntile nullif num_nonnulls num_nulls octet_length overlay position ' +
    'power quote_ident quote_literal random rank regexp_match regexp_matches regexp_replace regexp_split_to_array ' +
    'regexp_split_to_table repeat replace reverse right round row_number row_to_json rpad rtrim setweight sha256 sign ' +
    'split_part sqrt statement_timestamp clock_timestamp timeofday transaction_timestamp string_agg string_to_array ' +
    'strpos substr substring sum timezone to_char to_date to_json to_jsonb to_number to_regclass to_timestamp ' +
    'to_tsquery to_tsvector translate trim trunc unnest upper uuidv4 uuidv7 uuid_generate_v4 version width_bucket'
  ).split(' '),
);

/** Give another value each time, so that a column's default has to be written into every row. */
const volatile = new Set([
  'clock_timestamp',
  'gen_random_uuid',
  'nextval',
  'random',
  'timeofday',
  'uuid_generate_v4',
  'uuidv4',
  'uuidv7',
]);

const calls = new Set(['FuncCall']);
const locks = new Set(['LockingClause']);
const elsewhere = new Set(['ExecuteStmt']);

function functionName(call: unknown): string {
  const parts = partsOf(listOf(call, 'funcname'));
  return (parts.length === 2 && parts[0] === 'pg_catalog' ? parts.slice(1) : parts).join('.');
}

function judgeCall(call: unknown): Judgement {
  const name = functionName(call);
  if (harmless.has(name)) return fine;
  if (name === 'setval') return risky('sets a sequence');
  if (name === 'set_config') {
    const [setting, value] = listOf(call, 'args').map((one) => field(one, 'A_Const'));
    return judgeSetting(textOf(field(setting, 'sval'), 'sval'), textOf(field(value, 'sval'), 'sval'));
  }
  return unclear(`calls ${named(name)}(), and what that does is not written here`);
}

/** What an expression or a query that is run at once may do besides what it says: call code, lock rows. */
export function judgeExecuted(part: unknown): Judgement {
  const found = nodesBelow(part, calls).map(({ body }) => judgeCall(body));
  if (nodesBelow(part, locks).length > 0) found.push(risky('locks rows'));
  if (nodesBelow(part, elsewhere).length > 0) found.push(unclear('runs a statement prepared elsewhere'));
  return worst(found);
}

export function isVolatile(part: unknown): boolean {
  return nodesBelow(part, calls).some(({ body }) => volatile.has(functionName(body)));
}
