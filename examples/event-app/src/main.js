import { createApp } from './app.js';
import { builtCommit } from './build-info.js';
import { createAnnouncer } from './discord/announce.js';
import { createOauth } from './discord/oauth.js';
import { createDraws } from './draw/draws.js';
import { createWins } from './draw/wins.js';
import { createDays } from './event/days.js';
import { createLog } from './log.js';
import { migrations } from './migrations.js';
import { open } from './open.js';
import { remedyOf } from './remedy.js';
import { createPeople } from './people/people.js';
import { createSessions, postgresSessions, redisSessions } from './people/sessions.js';

/** @param {Error} error @returns {never} */
function refuseToStart(error) {
  console.error(`The event app does not start:\n${error.message}${remedyOf(error)}`);
  process.exit(1);
}

let world;
try {
  world = await open(process.env, (line) => log.info(line, 'stage tool'));
} catch (error) {
  refuseToStart(error);
}
const { environment, pool, database, redis, kit } = world;
const { flags, login, discordApi, bot } = environment;
const log = createLog(flags);
// A connection that the database drops while idle; the pool makes another.
pool.on('error', (error) => log.warn(error, 'lost an idle database connection'));

const production = flags.isProduction;
const store = redis === undefined ? postgresSessions(database) : redisSessions(redis, environment.redis.prefix);
const app = createApp({
  environment,
  commit: builtCommit(),
  newestMigration: migrations().at(-1)?.name ?? 'none',
  database,
  days: createDays(database, () => kit.now()),
  // A draw goes by the real time, whatever the stage's clock says: its proof is for people outside.
  draws: createDraws({ database, production, now: () => new Date() }),
  wins: createWins({ database, now: () => new Date() }),
  people: createPeople(database, environment.admins),
  sessions: createSessions(store, environment.sessionKey),
  oauth: login === undefined ? undefined : createOauth({ apiUrl: discordApi, ...login }),
  announcer: createAnnouncer({ database, outbound: kit.outbound, apiUrl: discordApi, bot, production, log }),
  kit,
  logger: log,
});

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await app.close();
  await world.close();
}
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop());

try {
  await kit.start();
  await app.listen({ host: environment.host, port: environment.port });
  if (redis === undefined) log.warn('REDIS_URL is not set: sessions are in PostgreSQL');
  console.log(`event-app (${flags.appEnv}, sessions in ${store.kind}) listens on ${app.listeningOrigin}`);
} catch (error) {
  refuseToStart(error);
}
