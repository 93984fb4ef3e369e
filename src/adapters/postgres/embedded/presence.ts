import pg from 'pg';
import type { Log } from '../../../ports/log.ts';

const lock = 7_203_411_906;

/** A session that every Greenroom process on this server keeps, so that the last one to leave knows that it is. */
export interface Presence {
  /** Resolves when the session is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** True where no other process is here; from then on a newcomer waits until this session ends. */
  isLast(): Promise<boolean>;
  end(): Promise<void>;
}

export async function bePresent(url: string, log: Log): Promise<Presence> {
  const client = new pg.Client({ connectionString: url, application_name: 'greenroom is here', keepAlive: true });
  client.on('error', (error) => log.warn({ error: error.message }, 'the connection to the embedded PostgreSQL broke'));
  const gone = new Promise<void>((resolve) => client.on('end', resolve));
  await client.connect();
  await client.query('SELECT pg_advisory_lock_shared($1)', [lock]);
  return {
    gone,
    isLast: async () => {
      await client.query('SELECT pg_advisory_unlock_shared($1)', [lock]);
      const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [lock]);
      return rows[0]?.last === true;
    },
    end: async () => client.end(),
  };
}
