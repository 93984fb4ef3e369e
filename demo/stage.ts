import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPage } from '../standins/discord/page/serve.ts';
import { type DiscordStandin, startDiscord } from '../standins/discord/start.ts';
import { type FlyStandin, startFly } from '../standins/fly/start.ts';
import { type GithubStandin, startGithub } from '../standins/github/start.ts';
import { type AppDatabase, startAppDatabase } from './app-database.ts';
import { startAppRedis } from './app-redis.ts';
import { type Cast, castOf } from './cast.ts';
import { type Ports, writeConfig } from './config.ts';
import { type EventPlaces, eventPlaces, keysByName, secretsByName } from './event-places.ts';
import { makeApps } from './fly.ts';
import { freePort } from './free-port.ts';
import { Greenroom } from './greenroom.ts';
import { demoFolder, endLeftovers } from './leftovers.ts';
import { Repository } from './repository.ts';

export type TargetKind = 'local' | 'fly';

/** Ends the process with 2 where it is neither. */
export function targetFrom(text: string): TargetKind {
  if (text === 'local' || text === 'fly') return text;
  process.stderr.write(`--target: found ${text}, wanted local or fly.\n`);
  process.exit(2);
}

export interface Stage {
  readonly target: TargetKind;
  /** Where the event app runs, on `--target fly`. */
  readonly fly: FlyStandin | undefined;
  readonly folder: string;
  readonly discord: DiscordStandin;
  readonly github: GithubStandin;
  readonly greenroom: Greenroom;
  readonly repository: Repository;
  readonly cast: Cast;
  readonly token: string;
  readonly database: AppDatabase;
  readonly places: EventPlaces;
  /** The event app's, under the names that the config has for them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly urls: { readonly page: string; readonly staging: string; readonly production: string };
  close(): Promise<void>;
}

/** Builds the whole world: the two far ends, the app's database, a repository, and Greenroom itself. */
export async function openStage(tell: (line: string) => void, target: TargetKind = 'local'): Promise<Stage> {
  const folder = demoFolder(tell);
  const closing: (() => Promise<unknown> | void)[] = [
    () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
    () => void endLeftovers(folder),
  ];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).toReversed()) await one();
  };
  try {
    const ports: Ports = { web: await freePort(), staging: await freePort(), production: await freePort() };
    const urls = { staging: `http://127.0.0.1:${ports.staging}`, production: `http://127.0.0.1:${ports.production}` };
    const token = `demo.${randomBytes(24).toString('base64url')}`;
    const discord = await startDiscord({
      page: (world) =>
        createPage(world, {
          links: [
            { name: 'staging', url: urls.staging },
            { name: 'production', url: urls.production },
          ],
        }),
    });
    closing.push(() => discord.close());
    const cast = castOf(discord.world, token);
    const github = await startGithub();
    closing.push(() => github.close());
    const secret = randomBytes(32).toString('hex');
    await github.world.addRepository('acme/advent', { private: true });
    github.world.addHook('acme/advent', { url: `http://127.0.0.1:${ports.web}/webhooks/github`, secret });
    tell(`Open ${discord.url} to watch #deployments.`);
    tell('Starting a PostgreSQL for the event app: staging and production each get their own database.');
    const database = await startAppDatabase(folder);
    closing.push(() => database.stop());
    const fly = target === 'fly' ? await startFly({ folder }) : undefined;
    if (fly !== undefined) closing.push(() => fly.close());
    const redis = await startAppRedis(folder);
    if (redis !== undefined) closing.push(() => redis.stop());
    tell(
      redis === undefined
        ? 'redis-server is not installed here: the event app keeps its sessions in PostgreSQL.'
        : 'Starting a Redis for the event app in each environment.',
    );
    const places = eventPlaces(discord, cast, urls, database.urls, redis?.urls);
    const secrets = secretsByName(places);
    const tokens = fly === undefined ? {} : await makeApps(fly, ports, places);
    writeConfig(folder, cast, ports, places, target);
    const greenroom = new Greenroom(folder, {
      PORT: String(ports.web),
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: token,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      GITHUB_TOKEN: github.world.botToken,
      GITHUB_WEBHOOK_SECRET: secret,
      // On Fly the app's settings are Fly's, and Greenroom has the tokens of the apps alone.
      ...(fly === undefined ? secrets : { ...fly.variables, ...tokens, ...keysByName(places) }),
    });
    closing.push(() => greenroom.stop());
    tell('Starting Greenroom, which brings its own PostgreSQL.');
    await greenroom.start();
    const clone = join(folder, 'clone');
    mkdirSync(clone);
    const repository = new Repository(clone, github.world.remote('acme/advent', 'ana'));
    return {
      target,
      fly,
      folder,
      discord,
      github,
      greenroom,
      repository,
      cast,
      token,
      database,
      places,
      secrets,
      urls: { page: discord.url, ...urls },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
