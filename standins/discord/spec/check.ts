import type { ZodMiniType } from 'zod/mini';
import { isJson } from '../json.ts';
import type { FormProblem } from '../refusal.ts';
import type { Issue } from './problems.ts';
import { problemsOf, simplest } from './problems.ts';

export interface Checked {
  readonly problems: readonly FormProblem[];
  /** Where there are keys that the specification does not know. Discord ignores them; they are mistakes nevertheless. */
  readonly unknownKeys: readonly string[];
}

/** discord.js always sends them, also where the specification has no such keys. */
const alwaysAllowed = new Set(['tts', 'enforce_nonce']);

/**
 * A value against a schema of Discord's specification. The specification is stricter than the API in three places,
 * where the value is rewritten before it is judged: whole numbers may come as digits in text (discord.js sends
 * permissions so), ids as numbers, times with +00:00.
 */
export function check(schema: ZodMiniType, value: unknown): Checked {
  const copy: { root: unknown } = { root: structuredClone(value) };
  for (let round = 0; ; round += 1) {
    const parsed = schema.safeParse(copy.root);
    if (parsed.success) return { problems: [], unknownKeys: surplus(copy.root, parsed.data, '') };
    const issues = parsed.error.issues.flatMap((issue) => simplest(issue));
    const rewritten = round < 3 && issues.filter((issue) => rewrite(copy, issue)).length > 0;
    if (!rewritten) return { problems: problemsOf(issues, copy.root), unknownKeys: [] };
  }
}

/** Whether it was one of the three. */
function rewrite(copy: object, issue: Issue): boolean {
  const path = ['root', ...issue.path.map(String)];
  const key = path.pop() ?? '';
  let holder: unknown = copy;
  for (const part of path) holder = isObject(holder) ? Reflect.get(holder, part) : undefined;
  if (!isObject(holder)) return false;
  const found: unknown = Reflect.get(holder, key);
  const put = (value: unknown): boolean => Reflect.set(holder, key, value);
  if (issue.code === 'invalid_type') {
    const number = issue.expected === 'number' || issue.expected === 'int' || issue.expected === 'bigint';
    if (number && typeof found === 'string' && /^-?\d{1,15}$/.test(found)) return put(Number(found));
    if (issue.expected === 'string' && Number.isSafeInteger(found) && /(^|_)id$/.test(key)) return put(String(found));
  }
  if (issue.code === 'invalid_format' && issue.format === 'datetime' && typeof found === 'string') {
    if (/(\d)[+-]\d\d:\d\d$/.test(found) && !Number.isNaN(Date.parse(found))) {
      return put(new Date(found).toISOString());
    }
  }
  return false;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}

/** A parsed object has only the keys that its schema knows. */
function surplus(given: unknown, known: unknown, at: string): string[] {
  if (Array.isArray(given)) {
    return given.flatMap((item, index) => surplus(item, Array.isArray(known) ? known[index] : item, `${at}[${index}]`));
  }
  if (!isJson(given) || !isJson(known)) return [];
  return Object.entries(given).flatMap(([key, value]) => {
    const here = at === '' ? key : `${at}.${key}`;
    if (value === undefined || alwaysAllowed.has(key)) return [];
    return Object.hasOwn(known, key) ? surplus(value, known[key], here) : [here];
  });
}
