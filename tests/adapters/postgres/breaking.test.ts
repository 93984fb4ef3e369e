import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { postgresConnection } from '../../../src/adapters/bullmq/store.ts';
import { openPool } from '../../../src/adapters/postgres/connect.ts';
import { freshDatabase } from '../../world/database.ts';
import { silentLog } from '../../world/silent-log.ts';

const pools = [
  ['the ledger’s', (url: string) => openPool(url, 'breaks', silentLog)],
  ['the queue’s', (url: string) => new pg.Pool(postgresConnection(url, 1, 1000))],
] as const;

// Nobody hears the error of a connection that is in hand and has nothing to do; unheard it would end the process, which
// vitest tells as an unhandled error.
describe.each(pools)('a connection of %s pool', (_, open) => {
  it('that breaks between two statements of a transaction fails the next one, and nothing else', async () => {
    const database = await freshDatabase();
    const pool = open(database.url);
    pool.on('error', () => undefined);
    const killer = new pg.Client({ connectionString: database.url });
    await killer.connect();
    try {
      const client = await pool.connect();
      await client.query('BEGIN');
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
      await killer.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await expect(client.query('COMMIT')).rejects.toThrow();
      client.release(true);
      expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await killer.end();
      await pool.end();
      await database.drop();
    }
  });
});
