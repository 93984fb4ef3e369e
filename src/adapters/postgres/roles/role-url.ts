import { RolesRefused } from './roles-refused.ts';

/** The same address for somebody else. A user or password among the parameters would count for more than these. */
export function urlFor(url: string, user: string, password: string): string {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    throw new RolesRefused(
      'DATABASE_URL names no host, so no address can be made of it for the role of each process. ' +
        'Wanted: postgres://user:password@host/database (for a socket, its folder percent-encoded as the host).',
    );
  }
  for (const name of ['user', 'password']) parsed.searchParams.delete(name);
  parsed.username = user;
  parsed.password = password;
  return parsed.href;
}
