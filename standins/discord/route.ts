import type { StoredApplication } from './model.ts';
import type { Upload } from './upload.ts';
import type { DiscordWorld } from './world.ts';

export interface Call {
  readonly world: DiscordWorld;
  /** Whose bot token it came with; undefined on routes that work by an interaction's token. */
  readonly by: StoredApplication | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly Upload[];
}

export interface Answer {
  readonly status: number;
  /** Undefined is 204: no content, and so no content type either. */
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** As in Discord's specification, e.g. `/channels/{channel_id}/messages`. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** By bot token, by a token in the path, or by either a bot's or a person's. */
  readonly auth: 'bot' | 'path' | 'bearer';
  readonly handle: (call: Call) => Answer;
}

export function route(method: string, path: string, handle: Route['handle'], auth: Route['auth'] = 'bot'): Route {
  const names: string[] = [];
  const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return name.endsWith('_id') ? String.raw`(\d{1,20})` : '([^/]+)';
  });
  return { method, path, pattern: new RegExp(`^${pattern}$`), names, auth, handle };
}

/** Parts of the path arrive percent-decoded: discord.js writes `%40original`, and emoji are encoded. */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | 'other method' | undefined {
  // Each part is decoded by itself, so that an encoded slash stays inside its part.
  const decoded = path
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('/', '%2F'))
    .join('/');
  let known = false;
  for (const candidate of routes) {
    const found = candidate.pattern.exec(decoded);
    if (found === null) continue;
    known = true;
    if (candidate.method !== method) continue;
    const params: Record<string, string> = {};
    candidate.names.forEach((name, at) => (params[name] = found[at + 1] ?? ''));
    return { route: candidate, params };
  }
  return known ? 'other method' : undefined;
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

export const noContent: Answer = { status: 204 };
