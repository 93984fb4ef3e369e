import pg from 'pg';
import { connectionOptions } from '../connect.ts';
import { sqlState } from '../database.ts';
import { RolesRefused } from './roles-refused.ts';
import { urlFor } from './role-url.ts';

/** Who the server says that we are with this address; the state that it refused with, where it does. */
async function asks(
  url: string,
): Promise<{ readonly user: string } | { readonly state: string; readonly said: string }> {
  const client = new pg.Client(connectionOptions(url, 'looks who it is'));
  // A connection that breaks tells it to the query as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ user: string }>('SELECT current_user AS user');
    return { user: rows[0]?.user ?? '' };
  } catch (error) {
    return { state: sqlState(error) ?? '', said: error instanceof Error ? error.message : String(error) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Roles separate nothing where the server believes whoever names one: a line with `trust` lets staging's process in as
 * the owner. So the right password must let in, as that very role, and a wrong one must not.
 */
export async function checkLogin(url: string, name: string): Promise<void> {
  const [right, wrong] = await Promise.all([asks(url), asks(urlFor(url, name, 'not-the-password'))]);
  if ('said' in right) {
    throw new RolesRefused(
      `The role ${name} was made, but cannot log in with its password: ${right.said}. ` +
        'Let pg_hba.conf ask it for a password (scram-sha-256), and use an address that goes to PostgreSQL itself: ' +
        'a pooler with a user list of its own does not know it.',
    );
  }
  if (right.user !== name)
    throw new RolesRefused(
      `Whoever logs in as ${name} becomes ${right.user}. Use an address that goes to PostgreSQL itself, not to a pooler that maps users.`,
    );
  if ('user' in wrong)
    throw new RolesRefused(
      `The server lets ${name} in with a wrong password, so anybody can be anybody there. ` +
        'Replace “trust” by “scram-sha-256” in pg_hba.conf (for Docker’s image: drop POSTGRES_HOST_AUTH_METHOD=trust), reload, and start again.',
    );
  if (wrong.state !== '28P01' && wrong.state !== '28000')
    throw new RolesRefused(
      `It could not be seen that a wrong password of ${name} is refused: ${wrong.said}. Start again when the database answers.`,
    );
}
