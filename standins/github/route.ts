import type { z } from 'zod';
import type { Caller } from './accounts.ts';
import type { StoredRepository } from './repository.ts';
import type { GithubWorld } from './world.ts';

export interface Call {
  readonly world: GithubWorld;
  readonly by: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** `METHOD /path`, for violations. */
  readonly name: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that ends the request from anywhere below it. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, more: object = {}) {
    super(message);
    this.answer = {
      status,
      body: { message, ...more, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    };
  }
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Query parameters it knows; another one is a violation. */
  readonly query: readonly string[];
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** `:name` is one part of the path, `*name` is the rest of it. Parts arrive percent-decoded. */
export function route(method: string, path: string, handle: Route['handle'], query: readonly string[] = []): Route {
  const names: string[] = [];
  const pattern = path.replace(/([:*])(\w+)/g, (_, kind: string, name: string) => {
    names.push(name);
    return kind === ':' ? '([^/]+)' : '(.+)';
  });
  return { method, pattern: new RegExp(`^${pattern}$`), names, query, handle };
}

export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const candidate of routes) {
    const found = candidate.method === method ? candidate.pattern.exec(path) : null;
    if (found === null) continue;
    const params: Record<string, string> = {};
    candidate.names.forEach((name, at) => (params[name] = decodeURIComponent(found[at + 1] ?? '')));
    return { route: candidate, params };
  }
  return undefined;
}

/** The body by its schema. GitHub ignores keys it does not know; here each is a violation, since it is a mistake. */
export function readBody<T>(
  call: Call,
  resource: string,
  schema: z.ZodObject<z.core.$ZodLooseShape> & z.ZodType<T>,
): T {
  const body = call.body ?? {};
  const known = Object.keys(schema.shape);
  if (typeof body === 'object') {
    const unknown = Object.keys(body).filter((key) => !known.includes(key));
    if (unknown.length > 0) call.world.violation(`${call.name}: unknown body keys ${unknown.join(', ')}`);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refusal(422, 'Validation Failed', {
    errors: parsed.error.issues.map((issue) => ({
      resource,
      code: 'custom',
      field: issue.path.join('.'),
      message: issue.message,
    })),
  });
}

/** The repository of the path, or GitHub's 404 (which it also gives for what one may not see). */
export function repositoryOf(call: Call): StoredRepository {
  const found = call.world.find(`${call.params['owner']}/${call.params['repo']}`);
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

/** One page of a list with GitHub's Link header. */
export function paged<T>(call: Call, list: readonly T[], show: (item: T) => unknown, fallback = 30): Answer {
  const size = Math.min(100, Number(call.query.get('per_page') ?? fallback) || fallback);
  const page = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `<${call.world.addresses.api}${call.name.replace(/^\S+ /, '')}?${query.toString()}>; rel="${rel}"`;
  };
  const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [];
  return {
    status: 200,
    body: list.slice((page - 1) * size, page * size).map(show),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  };
}
