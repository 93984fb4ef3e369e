import { Client } from 'pg';
import { freshDatabase } from '../../world/database.ts';

type Rows = readonly Record<string, unknown>[];

export interface EventDatabase {
  readonly url: string;
  /** Looks into the app's schema. */
  query(text: string, values?: readonly unknown[]): Promise<Rows>;
  remove(): Promise<void>;
}

/** A database for one event app; its migrations make the schema `app` in it. */
export async function eventDatabase(): Promise<EventDatabase> {
  const fresh = await freshDatabase();
  const client = new Client({ connectionString: fresh.url });
  await client.connect();
  await client.query('set search_path = app');
  return {
    url: fresh.url,
    query: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    remove: async () => {
      await client.end();
      await fresh.drop();
    },
  };
}
