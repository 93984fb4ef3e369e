import { type Judgement, fine, named, unclear } from './judgement.ts';
import { field, listOf, textOf } from './tree.ts';

/** Settings that change how long, how loud or how fast, not what is done. */
const harmless = new Set([
  'application_name',
  'check_function_bodies',
  'client_min_messages',
  'datestyle',
  'deadlock_timeout',
  'default_table_access_method',
  'default_tablespace',
  'idle_in_transaction_session_timeout',
  'intervalstyle',
  'lock_timeout',
  'maintenance_work_mem',
  'max_parallel_maintenance_workers',
  'role',
  'row_security',
  'search_path',
  'statement_timeout',
  'timezone',
  'transaction',
  'transaction_timeout',
  'work_mem',
  'xmloption',
]);

/**
 * Settings after which the server would read the rest of the file otherwise than the parser did: with
 * standard_conforming_strings off, `'\'` does not end where it seems to, and what looks like text is run.
 */
const onlyAs: Readonly<Record<string, readonly string[]>> = {
  client_encoding: ['utf8', 'utf-8', 'unicode'],
  standard_conforming_strings: ['on', 'true', '1'],
};

export function judgeSetting(name: string, value: string): Judgement {
  const key = name.toLowerCase();
  const wanted = Object.hasOwn(onlyAs, key) ? onlyAs[key] : undefined;
  if (wanted?.includes(value.toLowerCase()) === true || harmless.has(key)) return fine;
  return unclear(`sets ${named(name)}`);
}

export function judgeSet(body: unknown): Judgement {
  const [first] = listOf(body, 'args');
  const constant = field(field(first, 'A_Const'), 'sval');
  const kind = textOf(body, 'kind');
  // The server's default is what a file without the setting is read with.
  if (kind === 'VAR_RESET_ALL' || kind === 'VAR_SET_DEFAULT' || kind === 'VAR_RESET')
    return judgeSetting('timezone', '');
  return judgeSetting(textOf(body, 'name'), textOf(constant, 'sval'));
}
