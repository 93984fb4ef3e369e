import type { IncomingMessage } from 'node:http';

/** Scheme and authority, then path and query; as written, since what is put right here is not what was asked for. */
const absolute = /^https?:\/\/([^/?#]*)([^#]*)/i;
/** A name or an address, and a port perhaps. Whoever writes a password before it is refused (RFC 9110 §4.2.4). */
const authority = /^(\[[\da-f:.]+\]|[^\s@:[\]]+)(:\d*)?$/i;

/**
 * Makes of a whole address, as proxies send it, what an app is asked for: its path, and its host in the place of the
 * `Host` that came along (RFC 9112 §3.2.2). What names neither a path of this app nor, of OPTIONS, all of it is refused:
 * why, in words. Undefined where the request may pass.
 */
export function takeTarget(request: IncomingMessage): string | undefined {
  const target = request.url ?? '/';
  const isAboutAll = request.method === 'OPTIONS';
  if (target.startsWith('/') || (target === '*' && isAboutAll)) return undefined;
  const [, host = '', path = ''] = absolute.exec(target) ?? [];
  if (!authority.test(host))
    return `This request is for ${JSON.stringify(target.slice(0, 100))}. Wanted is a path, such as /days, or a whole address with a host and without a password, such as http://app.example/days.\n`;
  request.headers.host = host;
  request.url = path.startsWith('/') ? path : path === '' && isAboutAll ? '*' : `/${path}`;
  return undefined;
}
