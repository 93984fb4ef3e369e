import { randomBytes } from 'node:crypto';
import type { DiscordStandin } from '../standins/discord/start.ts';
import type { Cast } from './cast.ts';

export type Place = 'staging' | 'production';
export const places = ['staging', 'production'] as const;
type Values = Readonly<Record<string, string>>;

export interface EventPlace {
  /** Id of the Discord application. */
  readonly application: string;
  /** Its bot's token. */
  readonly token: string;
  /** Where it announces: the test server, or a server that is production's. */
  readonly announces: { readonly guild: string; readonly channel: string };
  /** What the event app is told, by variable. */
  readonly settings: Values;
  readonly secrets: Values;
  /** The key that the app shares with Greenroom; under this name in Greenroom's environment. */
  readonly key: { readonly name: string; readonly value: string };
}

export type EventPlaces = Readonly<Record<Place, EventPlace>>;

/**
 * Each environment has a database, a Redis, a session key, a key of the kit and a Discord application of its own.
 * Staging's is in the team's own server, which is the test server, and nowhere else; production's is in another one.
 */
export function eventPlaces(
  discord: DiscordStandin,
  cast: Cast,
  urls: Readonly<Record<Place, string>>,
  databases: Readonly<Record<Place, string>>,
  redis: Readonly<Record<Place, string>> | undefined,
): EventPlaces {
  const of = (place: Place): EventPlace => {
    const isStaging = place === 'staging';
    const { id, secret, token } = discord.world.addApplication({
      name: isStaging ? 'Advent (staging)' : 'Advent',
      redirectUris: [`${urls[place]}/auth/callback`],
      invited: isStaging,
    });
    const announces = isStaging ? { guild: cast.guild, channel: cast.channels.announcements } : elsewhere(discord, id);
    const key = randomBytes(32).toString('hex');
    return {
      application: id,
      token,
      announces,
      settings: {
        PUBLIC_URL: urls[place],
        DISCORD_API_URL: discord.apiUrl,
        DISCORD_CLIENT_ID: id,
        DISCORD_GUILD: announces.guild,
        DISCORD_CHANNEL: announces.channel,
        // Ben runs the event, in both.
        ADMIN_DISCORD_IDS: cast.people.ben,
      },
      secrets: {
        DATABASE_URL: databases[place],
        ...(redis === undefined ? {} : { REDIS_URL: redis[place] }),
        SESSION_KEY: randomBytes(32).toString('hex'),
        DISCORD_CLIENT_SECRET: secret,
        DISCORD_BOT_TOKEN: token,
        GREENROOM_KEY: key,
      },
      key: { name: isStaging ? 'STAGE_KEY' : 'IDENTITY_KEY', value: key },
    };
  };
  return { staging: of('staging'), production: of('production') };
}

function elsewhere(discord: DiscordStandin, application: string): EventPlace['announces'] {
  const { id, channel } = discord.world.addOtherServer({
    name: 'Advent',
    applications: [application],
    channel: 'announcements',
  });
  return { guild: id, channel };
}

/** What a secret of an environment is called in Greenroom's config and environment: `STAGING_DATABASE_URL` and the like. */
export function secretName(places: EventPlaces, place: Place, variable: string): string {
  return variable === 'GREENROOM_KEY' ? places[place].key.name : `${place.toUpperCase()}_${variable}`;
}

export function secretsByName(of: EventPlaces): Record<string, string> {
  return Object.fromEntries(
    places.flatMap((place) =>
      Object.entries(of[place].secrets).map(([name, value]) => [secretName(of, place, name), value]),
    ),
  );
}

/** The two that Greenroom itself needs, wherever the app runs. */
export function keysByName(of: EventPlaces): Record<string, string> {
  return Object.fromEntries(places.map((place) => [of[place].key.name, of[place].key.value]));
}
