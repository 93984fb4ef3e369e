import { writesBetween } from '../../demo/counted-writes.ts';
import { administer } from './database.ts';

const named = (url: string): string => new URL(url).pathname.slice(1);

interface Restored {
  /** What was written under the old address since: what counts in production’s database came with the dump. */
  readonly written: () => Promise<readonly string[]>;
  /** Puts the own data back. */
  readonly takesBack: () => Promise<void>;
}

/**
 * Somebody restores a whole dump of one database over another: under the old address are the other’s data from now on,
 * with all tables, remarks and markers. Whoever was connected is not any more, and connects again. The
 * one that was dumped is not changed.
 */
export async function restoresDump(of: string, over: string): Promise<Restored> {
  const server = new URL(of);
  const [source, place] = [named(of), named(over)];
  const aside = `${place}_own`;
  const shut = async (name: string): Promise<void> => {
    await administer(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await administer(server, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`);
  };
  const open = (name: string) => administer(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  const begun = new Date().toISOString();
  await shut(source);
  await administer(server, `CREATE DATABASE ${place}_dump TEMPLATE ${source}`);
  await open(source);
  await shut(place);
  await administer(server, `ALTER DATABASE ${place} RENAME TO ${aside}`);
  await administer(server, `ALTER DATABASE ${place}_dump RENAME TO ${place}`);
  return {
    written: () => writesBetween(over, begun),
    takesBack: async () => {
      await administer(server, `DROP DATABASE ${place} WITH (FORCE)`);
      await administer(server, `ALTER DATABASE ${aside} RENAME TO ${place}`);
      await open(place);
    },
  };
}
