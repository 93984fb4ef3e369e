import { Client } from 'pg';
import { freshDatabase } from '../../world/database.ts';

export interface EventDatabase {
  readonly url: string;
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  remove(): Promise<void>;
}

/** An empty schema in a database of its own: what is in it, the event app's migrations have put there. */
export async function eventDatabase(): Promise<EventDatabase> {
  const fresh = await freshDatabase();
  const url = new URL(fresh.url);
  url.searchParams.set('options', '-c search_path=event_app');
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query('create schema event_app');
  return {
    url: url.href,
    query: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    remove: async () => {
      await client.end();
      await fresh.drop();
    },
  };
}
