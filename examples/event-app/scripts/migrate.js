import pg from 'pg';
import { migrate, migrations } from '../src/migrations.js';

const url = process.env['DATABASE_URL'];
if (!url) {
  console.error('DATABASE_URL is not set. Wanted postgres://user:password@host:port/name.');
  process.exit(1);
}
const client = new pg.Client({
  connectionString: url,
  connectionTimeoutMillis: 10_000,
  application_name: 'event-app migrate',
});
try {
  await client.connect();
  const applied = await migrate(client, migrations());
  console.log(applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`);
} catch (error) {
  console.error(`The migration failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.end().catch(() => {});
}
