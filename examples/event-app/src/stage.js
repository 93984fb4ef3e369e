import pg from 'pg';
import { inSchema } from './database.js';
import { complete } from './stage/complete.js';
import { days } from './stage/days.js';
import { draw } from './stage/draw.js';
import { openDraws } from './stage/open-draws.js';
import { simulate } from './stage/simulate.js';
import { someUsers } from './stage/some-users.js';
import { unlockDay } from './stage/unlock-day.js';
import { verify } from './stage/verify.js';
import { migrate, migrations } from './migrations.js';
import { scenarios } from './seed/scenarios.js';
import { seed, unseed } from './seed/seed.js';

/**
 * What the kit can do with this app on its stage. Asked for off production only: there none of this is ever built.
 *
 * @param {import('./environment.js').Environment} environment
 * @returns {import('./kit.js').StageHooks}
 */
export const stageHooks = (environment) => ({
  scenarios: scenarios.map(({ name, says }) => ({ name, says })),
  async migrate(schema) {
    const client = new pg.Client({
      connectionString: inSchema(environment.databaseUrl, schema),
      connectionTimeoutMillis: 10_000,
      application_name: 'event-app migrate',
    });
    await client.connect();
    try {
      await migrate(client, migrations(), schema);
    } finally {
      await client.end();
    }
  },
  seed,
  unseed,
  verify,
  days,
  draws: openDraws,
  users: someUsers,
  unlockDay,
  complete,
  simulate,
  draw,
});
