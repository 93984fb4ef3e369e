import { isJson } from '../json.ts';
import type { FormProblem } from '../refusal.ts';

/** What is used of zod's issues. */
export interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: unknown;
  readonly format?: unknown;
  readonly origin?: unknown;
  readonly maximum?: unknown;
  readonly minimum?: unknown;
  readonly values?: unknown;
  readonly errors?: unknown;
}

function isIssue(value: unknown): value is Issue {
  return isJson(value) && Array.isArray(value['path']);
}

/**
 * Of a union's failed branches the one that was meant: one whose own `type` fits, and then the one with the fewest
 * faults.
 */
export function simplest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || !Array.isArray(issue.errors)) return [issue];
  const branches = issue.errors
    .map((branch: unknown) => (Array.isArray(branch) ? branch.filter(isIssue) : []))
    .map((branch) => branch.flatMap((inner) => simplest(inner)));
  const misses = (branch: readonly Issue[]): number =>
    branch.filter(({ code, path }) => code === 'invalid_value' && path.length === 1 && path[0] === 'type').length;
  const [best] = branches.toSorted((a, b) => misses(a) - misses(b) || a.length - b.length);
  if (best === undefined || best.length === 0) return [issue];
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

export function problemsOf(issues: readonly Issue[], value: unknown): FormProblem[] {
  return issues.map((issue) => ({
    path: issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
    ...said(issue, valueAt(value, issue.path)),
  }));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const part of path) found = found !== null && typeof found === 'object' ? Reflect.get(found, part) : undefined;
  return found;
}

/** Discord's own codes and sentences, for the faults that one meets. */
function said(issue: Issue, found: unknown): { code: string; message: string } {
  if (found === undefined || found === null) return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  const isText = issue.origin === 'string';
  switch (issue.code) {
    case 'too_big':
      if (issue.origin !== 'string' && issue.origin !== 'array') {
        return { code: 'NUMBER_TYPE_MAX', message: `Value should be less than or equal to ${String(issue.maximum)}.` };
      }
      return isText
        ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${String(issue.maximum)} or fewer in length.` }
        : { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${String(issue.maximum)} or fewer in length.` };
    case 'too_small':
      return isText || issue.origin === 'array'
        ? { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${String(issue.minimum)} or more in length.` }
        : { code: 'NUMBER_TYPE_MIN', message: `Value should be greater than or equal to ${String(issue.minimum)}.` };
    case 'invalid_value':
      return {
        code: 'BASE_TYPE_CHOICES',
        message: `Value must be one of (${Array.isArray(issue.values) ? issue.values.join(', ') : ''}).`,
      };
    case 'invalid_format':
      if (issue.format === 'url') return { code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' };
      return { code: 'STRING_TYPE_REGEX', message: `Must be a ${String(issue.format)}.` };
    case 'invalid_type':
      return { code: 'BASE_TYPE_INVALID', message: `Must be a ${String(issue.expected)}.` };
    default:
      return { code: 'BASE_TYPE_INVALID', message: issue.message };
  }
}
