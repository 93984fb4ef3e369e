import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiscordStandin } from '../../standins/discord/start.ts';
import type { FlyStandin } from '../../standins/fly/start.ts';
import { startGithub, type GithubStandin } from '../../standins/github/start.ts';
import { countedDiscord } from './counted-discord.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { placesOnFly } from './places-on-fly.ts';
import { tinyProject } from './tiny-app.ts';
import { type FrontKind, frontOnFly, frontService, tinyFront } from './tiny-front.ts';
import { WorkingCopy } from './working-copy.ts';

const secret = 'a-webhook-secret-that-is-long-enough';
const token = 'MTAwMDAwMDAwMDAwMDAwMDAx.Gtheat.re-token-of-the-bot-0123456789abcdef';

export type Who = 'ana' | 'ben' | 'cara' | 'dan';
export type Place = 'staging' | 'production';

export interface TheatreOptions {
  /** Parts of the project's config that differ. */
  readonly project?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Start Greenroom by itself (default). */
  readonly started?: boolean;
  readonly redisUrl?: string;
  /** Other parts of the config that differ. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** For a ledger somewhere else than in the run's own PostgreSQL. */
  readonly database?: TestDatabase;
  /** A secret of the app for each environment. */
  readonly appKeys?: Readonly<Record<Place, string>>;
  /** More variables of the app. */
  readonly appEnv?: (place: Place) => Readonly<Record<string, string | { readonly secret: string }>>;
  /** What each environment says of its stage tools. */
  readonly stage?: Readonly<Record<Place, object>>;
  /** Where both environments run; on this machine unless told. */
  readonly fly?: FlyStandin;
  /** A frontend beside the app, which asks the app of its own environment. */
  readonly front?: FrontKind;
  /** Discord's rate limits; off unless told, since stories type faster than people. */
  readonly rateLimits?: 'discord' | 'off';
}

/** What a theatre is made of before anybody plays: the far ends, a database, a folder with the config, a clone. */
export interface TheatreSet {
  readonly discord: DiscordStandin;
  readonly github: GithubStandin;
  readonly database: TestDatabase;
  readonly folder: string;
  readonly ports: Record<Place, number> & { web: number };
  /** Where the frontend answers. */
  readonly fronts: Record<Place, number>;
  readonly clone: WorkingCopy;
  /** What every commit has besides the app. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Record<string, string>;
  readonly ids: Record<Who | 'deployments' | 'alerts', string>;
}

export async function buildSet(options: TheatreOptions): Promise<TheatreSet> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-theatre-'));
  // Pushed code runs as another user where we are root, and has to be able to enter.
  chmodSync(folder, 0o755);
  const [discord, github, database] = await Promise.all([
    countedDiscord({ rateLimits: options.rateLimits ?? 'off' }),
    startGithub(),
    options.database ?? freshDatabase(),
  ]);
  const { world } = discord;
  const guild = world.addGuild({ name: 'Acme' });
  const role = (name: string) => world.addRole({ name }).id;
  const roles = { tester: role('Tester'), deployer: role('Deployer'), releaseManager: role('Release manager') };
  const channels = {
    deployments: world.addChannel({ name: 'deployments' }).id,
    alerts: world.addChannel({ name: 'alerts' }).id,
  };
  const greenroom = world.addApplication({ name: 'Greenroom', token }).id;
  // As the invitation has it: an alert calls the release managers.
  world.directory.overwrite(channels.alerts, greenroom, [], ['MentionEveryone']);
  const member = (name: string, ...its: string[]) => world.addMember({ name, roles: its }).id;
  const ids = {
    ana: member('ana', roles.deployer),
    ben: member('ben', roles.releaseManager),
    cara: member('cara', roles.tester),
    dan: member('dan'),
    ...channels,
  };
  await github.world.addRepository('acme/advent', { private: true });
  const ports = { staging: await freePort(), production: await freePort(), web: await freePort() };
  const fronts = { staging: await freePort(), production: await freePort() };
  github.world.addHook('acme/advent', {
    url: `http://127.0.0.1:${ports.web}/webhooks/github`,
    secret,
    ping: false,
    events: ['push', 'workflow_run'],
  });
  const { appKeys } = options;
  const envOf = (place: Place) => ({
    GREETING: `hello ${place}`,
    ...options.appEnv?.(place),
    ...(appKeys === undefined ? {} : { APP_KEY: { secret: `APP_KEY_${place.toUpperCase()}` } }),
  });
  const onFly = options.fly === undefined ? undefined : await placesOnFly(options.fly, ports);
  const front = options.front;
  const flyFront = front === undefined || options.fly === undefined ? undefined : await frontOnFly(options.fly, fronts);
  const services = onFly?.project.services ?? tinyProject.services;
  const target = (place: Place) => {
    const its = onFly?.target(place) ?? {
      kind: 'local',
      services: { api: { port: ports[place], env: envOf(place) } },
    };
    if (front === undefined) return its;
    return { ...its, services: { ...its.services, web: flyFront?.placed(place) ?? { port: fronts[place] } } };
  };
  const config = {
    discord: { guild: guild.id, channels, roles },
    people: { ana: ids.ana },
    // A loaded machine may answer a webhook with 503; then the branch is what tells.
    poll: '5s',
    projects: {
      advent: {
        repository: 'acme/advent',
        ...tinyProject,
        services:
          front === undefined
            ? services
            : { ...services, web: frontService(front, onFly === undefined ? 'local' : 'fly') },
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: target('staging'), ...options.stage?.staging },
          production: { tier: 'production', target: target('production'), ...options.stage?.production },
        },
        deadlines: { build: '20s', migrate: '20s', switch: '10s', verify: '4s' },
        ...options.project,
      },
    },
    ...options.config,
  };
  writeFileSync(join(folder, 'greenroom.config.json'), JSON.stringify(config, null, 2));
  // With the address of her commits, so that GitHub knows whose they are.
  github.world.addUser('ana', { email: 'ana@example.test' });
  const clone = new WorkingCopy(github.world.remote('acme/advent', 'ana'));
  await clone.open('staging');
  return {
    discord,
    github,
    database,
    folder,
    ports,
    fronts,
    clone,
    files: { ...onFly?.files, ...(front === undefined ? {} : tinyFront()), ...flyFront?.files },
    ids,
    env: {
      GREENROOM_DATA_DIR: join(folder, 'data'),
      DATABASE_URL: database.url,
      PORT: String(ports.web),
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: token,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      GITHUB_TOKEN: github.world.botToken,
      GITHUB_WEBHOOK_SECRET: secret,
      LOG_LEVEL: 'info',
      ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
      ...(appKeys === undefined ? {} : { APP_KEY_STAGING: appKeys.staging, APP_KEY_PRODUCTION: appKeys.production }),
      ...onFly?.env,
      ...flyFront?.env,
      ...options.env,
    },
  };
}
