/**
 * One cookie of a request. @param {import('fastify').FastifyRequest} request @param {string} name
 */
export function cookie(request, name) {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * A cookie that no script can read and that other sites' requests don't carry; none that stays where `seconds` is 0.
 *
 * @param {string} name @param {string} value letters, digits, `-`, `_`, `.` @param {number} seconds
 * @param {{ secure: boolean, path?: string }} options
 */
export const setCookie = (name, value, seconds, { secure, path = '/' }) =>
  `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
