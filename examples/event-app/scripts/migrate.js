import pg from 'pg';
import { inSchema } from '../src/database.js';
import { ensureEvent } from '../src/event/ensure-event.js';
import { migrate, migrations } from '../src/migrations.js';
import { open } from '../src/open.js';
import { remedyOf } from '../src/remedy.js';

// The kit looks first whose data these are, and marks those that are still empty: once there are tables, nobody could
// tell any more whether they are ours. Staging that was pointed at production's database ends here.
let world;
let client;
try {
  world = await open(process.env);
  await world.kit.start();
  const { databaseUrl, schema } = world.environment;
  client = new pg.Client({
    connectionString: inSchema(databaseUrl, schema),
    connectionTimeoutMillis: 10_000,
    application_name: 'event-app migrate',
  });
  await client.connect();
  const applied = await migrate(client, migrations(), schema);
  console.log(applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`);
  if (await ensureEvent(client)) console.log('there was no event yet: it begins today');
} catch (error) {
  console.error(`The migration failed: ${error.message}${remedyOf(error)}`);
  process.exitCode = 1;
} finally {
  await client?.end().catch(() => {});
  await world?.close().catch(() => {});
}
