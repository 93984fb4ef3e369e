import pg from 'pg';
import { createApp } from './app.js';
import { builtCommit } from './build-info.js';
import { createDays } from './days.js';
import { readEnvironment } from './environment.js';
import { migrations } from './migrations.js';

let environment;
try {
  environment = readEnvironment(process.env);
} catch (error) {
  console.error(`The event app does not start:\n${error.message}`);
  process.exit(1);
}

const pool = new pg.Pool({
  connectionString: environment.databaseUrl,
  max: 5,
  connectionTimeoutMillis: 2000,
  application_name: `event-app ${environment.name}`,
});
const app = createApp({
  environment,
  commit: builtCommit(),
  newestMigration: migrations().at(-1)?.name ?? 'none',
  days: createDays(pool),
  // Users' doings are nobody's business in production's log.
  logger: { level: environment.production ? 'warn' : 'info' },
});
// A connection that the database drops while idle; the pool makes another.
pool.on('error', (error) => app.log.warn(error, 'lost an idle database connection'));

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await app.close();
  await pool.end();
}
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop());

try {
  await app.listen({ host: environment.host, port: environment.port });
  console.log(`event-app (${environment.name}) listens on ${app.listeningOrigin}`);
} catch (error) {
  console.error(`The event app does not start: ${error.message}`);
  process.exit(1);
}
