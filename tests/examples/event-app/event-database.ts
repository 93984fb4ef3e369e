import { Client } from 'pg';
import { type TestDatabase, freshDatabase } from '../../world/database.ts';
import { type ProductionDatabase, productionDatabase } from '../../world/production-database.ts';

type Rows = readonly Record<string, unknown>[];

export interface EventDatabase {
  readonly url: string;
  /** Looks into the app's schema. */
  query(text: string, values?: readonly unknown[]): Promise<Rows>;
  /** Somebody else holds a table of the app, which can be read and not written until that is over. */
  locksOut(table: string): Promise<{ letsIn(): Promise<void> }>;
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
    locksOut: async (table) => {
      const holder = new Client({ connectionString: fresh.url });
      // A story that breaks off leaves it open; then it ends with its database.
      holder.on('error', () => undefined);
      await holder.connect();
      await holder.query('set search_path = app');
      await holder.query('begin');
      await holder.query(`lock table ${table} in share mode`);
      return { letsIn: () => holder.end() };
    },
    remove: async () => {
      await client.end();
      await fresh.drop();
    },
  };
}
