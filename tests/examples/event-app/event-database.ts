import { Client } from 'pg';
import { type TestDatabase, freshDatabase } from '../../world/database.ts';
import { type ProductionDatabase, productionDatabase } from '../../world/production-database.ts';

type Rows = readonly Record<string, unknown>[];

export interface EventDatabase {
  readonly url: string;
  /** Looks into the app's schema. */
  query(text: string, values?: readonly unknown[]): Promise<Rows>;
  remove(): Promise<void>;
}

/** A database for one event app; its migrations make the schema `app` in it. */
export async function eventDatabase(): Promise<EventDatabase> {
  return opened(await freshDatabase());
}

/** The same for the app in production: what is written there once it rests fails the story. */
export async function productionEventDatabase(): Promise<EventDatabase & Omit<ProductionDatabase, 'drop'>> {
  const database = await productionDatabase();
  return { ...database, ...(await opened(database)) };
}

async function opened(fresh: TestDatabase): Promise<EventDatabase> {
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
