import { randomBytes } from 'node:crypto';
import type { DiscordStandin } from '../standins/discord/start.ts';

type Place = 'staging' | 'production';
type Values = Readonly<Record<string, string>>;

/** What the event app is told in each environment, by variable. */
export type EventPlaces = Readonly<Record<Place, { readonly settings: Values; readonly secrets: Values }>>;

/** Each environment has a database, a session key and a Discord application of its own. */
export function eventPlaces(
  discord: DiscordStandin,
  urls: Readonly<Record<Place, string>>,
  databases: Readonly<Record<Place, string>>,
): EventPlaces {
  const of = (place: Place) => {
    const { id, secret } = discord.world.addApplication({
      name: place === 'staging' ? 'Advent (staging)' : 'Advent',
      redirectUris: [`${urls[place]}/auth/callback`],
    });
    return {
      settings: { PUBLIC_URL: urls[place], DISCORD_API_URL: discord.apiUrl, DISCORD_CLIENT_ID: id },
      secrets: {
        DATABASE_URL: databases[place],
        SESSION_KEY: randomBytes(32).toString('hex'),
        DISCORD_CLIENT_SECRET: secret,
      },
    };
  };
  return { staging: of('staging'), production: of('production') };
}

/** Under the names that Greenroom's config has for them: `STAGING_DATABASE_URL` and the like. */
export function secretsByName(places: EventPlaces): Record<string, string> {
  return Object.fromEntries(
    (['staging', 'production'] as const).flatMap((place) =>
      Object.entries(places[place].secrets).map(([name, value]) => [`${place.toUpperCase()}_${name}`, value]),
    ),
  );
}
