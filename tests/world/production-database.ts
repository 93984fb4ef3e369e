import { countWrites, writesBetween } from '../../demo/counted-writes.ts';
import { inDatabase } from '../../demo/in-database.ts';
import { type TestDatabase, emptyDatabase } from './database.ts';
import { runsTally } from './tally.ts';

/** From its birth, whatever is written in it leaves a line; so does what is written in tables that are made later. */
export interface ProductionDatabase extends TestDatabase {
  /** Says that production has what it needs: from now on nobody has a reason to write. Every story has to say so. */
  readonly rests: () => Promise<void>;
  /** What was written since it rests, e.g. `INSERT app.users`; nothing before that. */
  readonly written: () => Promise<readonly string[]>;
  /** Says that so many of those writes are the story’s own doing. */
  readonly expects: (writes: number) => void;
  /** Counts, removes it, and fails the story where anybody else has written. */
  readonly drop: () => Promise<void>;
}

export async function productionDatabase(tally = runsTally()): Promise<ProductionDatabase> {
  const database = await emptyDatabase();
  await countWrites(database.url);
  tally.opened('production');
  let since: string | undefined;
  let expected = 0;
  const written = async (): Promise<readonly string[]> =>
    since === undefined ? [] : writesBetween(database.url, since);
  const judge = (writes: readonly string[]): void => {
    if (since === undefined) throw new Error('nobody said since when production’s database rests');
    if (writes.length === expected) return;
    const found = writes.length === 0 ? 'nothing' : writes.join(', ');
    throw new Error(`production’s database was written to: found ${found}, wanted ${String(expected)} by the story`);
  };
  return {
    url: database.url,
    rests: async () => {
      // It rests since it was first said: what came after that is not forgotten.
      since ??= await inDatabase(database.url, async (client) =>
        String((await client.query('SELECT clock_timestamp()::text AS now')).rows[0]?.now),
      );
    },
    written,
    expects: (writes) => {
      expected += writes;
    },
    drop: async () => {
      const writes = await written();
      await database.drop();
      // More than was said, or less: then it is not clear whose they are.
      const own = writes.length === expected;
      tally.closed({ of: 'production', writes: own ? [] : writes, told: own ? expected : 0 });
      judge(writes);
    },
  };
}
