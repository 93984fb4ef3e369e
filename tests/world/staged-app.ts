import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import pg from 'pg';
import { emptyDatabase } from './database.ts';
import { type ProductionDatabase, productionDatabase } from './production-database.ts';
import type { Place, TheatreOptions } from './theatre-set.ts';

const source = fileURLToPath(new URL('./staged-app/server.ts', import.meta.url));

/** The app with its kit and its driver in one file, as it goes into a commit. */
async function bundled(): Promise<string> {
  const made = await build({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['pg-native'],
    write: false,
    logLevel: 'error',
  });
  return made.outputFiles[0]?.text ?? '';
}

export interface StagedApp {
  /** What every commit has besides. */
  readonly files: Readonly<Record<string, string>>;
  /** How a theatre has to be built for it. */
  readonly options: Pick<TheatreOptions, 'project' | 'env' | 'appEnv' | 'stage'>;
  readonly database: Readonly<Record<Place, string>>;
  /** Rows of a table in an environment’s database. */
  count(place: Place, table: string): Promise<number>;
  /** Production’s own, which counts whatever is written to it. */
  readonly production: ProductionDatabase;
  ask(place: Place, statement: string): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** An app that can be played with: databases, keys, a Discord application and a session key of their own for each place. */
export async function stagedApp(
  shares: { readonly sessionKey?: boolean; readonly redis?: boolean } = {},
): Promise<StagedApp> {
  const [staging, production, code] = await Promise.all([emptyDatabase(), productionDatabase(), bundled()]);
  const database = { staging: staging.url, production: production.url };
  const secret = () => randomBytes(24).toString('hex');
  const session = secret();
  const ask: StagedApp['ask'] = async (place, statement) => {
    const client = new pg.Client({ connectionString: database[place] });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const count: StagedApp['count'] = async (place, table) =>
    Number((await ask(place, `SELECT count(*) AS n FROM app.${table}`))[0]?.['n']);
  return {
    files: { 'server.js': code, 'package.json': JSON.stringify({ name: 'staged', private: true }) },
    database,
    ask,
    count,
    production,
    options: {
      env: {
        STAGING_DATABASE: database.staging,
        PRODUCTION_DATABASE: database.production,
        STAGE_KEY: secret(),
        IDENTITY_KEY: secret(),
        STAGING_SESSION: shares.sessionKey === true ? session : secret(),
        PRODUCTION_SESSION: session,
        // Not used until the operator mends what is shared.
        OWN_SESSION: secret(),
      },
      appEnv: (place) => ({
        DATABASE_URL: { secret: `${place.toUpperCase()}_DATABASE` },
        GREENROOM_KEY: { secret: place === 'staging' ? 'STAGE_KEY' : 'IDENTITY_KEY' },
        // Not by a name that Greenroom itself would compare: what the app says of itself has to find it out.
        LOGIN: { secret: `${place.toUpperCase()}_SESSION` },
        ...(shares.redis === true ? { REDIS_URL: `redis://cache.internal/${place === 'staging' ? '1' : '0'}` } : {}),
        DISCORD_APPLICATION: place === 'staging' ? '300000000000000001' : '300000000000000002',
      }),
      stage: {
        staging: { stageTools: { service: 'api', key: { secret: 'STAGE_KEY' } } },
        production: { identity: { service: 'api', key: { secret: 'IDENTITY_KEY' } } },
      },
    },
    drop: async () => {
      await staging.drop();
      await production.drop();
    },
  };
}
