import type * as z from 'zod';
import { crossChecks } from './cross-checks.ts';
import type { Problem } from './problem.ts';
import { type ConfigFile, configSchema } from './schema.ts';

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const step of path) {
    if (here === null || typeof here !== 'object') return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

/** A value as a person recognises it; long or nested ones are only hinted at. Never a secret: config holds names of secrets. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing there';
  const text = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? typeof value);
  return `found ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

function remedyOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `Remove ${issue.keys.join(', ')}, or mend the spelling.`;
  const message = issue.message.startsWith('wanted')
    ? issue.message
    : `wanted: ${issue.message.replace(/^Invalid input: /, '')}`;
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

function toProblem(issue: z.core.$ZodIssue, input: unknown): Problem {
  const path = issue.path.map(String).join('.') || '(the whole file)';
  if (issue.code === 'unrecognized_keys')
    return {
      path,
      found: `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}`,
      remedy: remedyOf(issue),
    };
  return { path, found: show(at(input, issue.path)), remedy: remedyOf(issue) };
}

export type Checked =
  | { readonly file: ConfigFile; readonly problems: readonly [] }
  | { readonly problems: readonly Problem[] };

/** Shape first; what concerns two places at once is only asked of a file whose shape is right. */
export function checkFile(input: unknown): Checked {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) return { problems: parsed.error.issues.map((issue) => toProblem(issue, input)) };
  const problems = crossChecks(parsed.data);
  return problems.length === 0 ? { file: parsed.data, problems: [] } : { problems };
}
