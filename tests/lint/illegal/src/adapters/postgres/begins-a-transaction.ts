import type { Database } from './database.ts';
export const begun = (db: Database): Promise<void> => db.transaction().execute(async () => undefined);
