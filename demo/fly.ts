import type { FlyStandin } from '../standins/fly/start.ts';
import type { Ports } from './config.ts';
import type { EventPlaces } from './event-places.ts';

/** As the event app's fly.staging.toml and fly.production.toml name them. */
export const flyApps = { staging: 'advent-api-staging', production: 'advent-api' } as const;

/** Both apps in one organisation, each with its own settings and a deploy token of its own; the tokens by variable. */
export async function makeApps(
  fly: FlyStandin,
  ports: Ports,
  places: EventPlaces,
): Promise<Readonly<Record<string, string>>> {
  const tokens: Record<string, string> = {};
  for (const place of ['staging', 'production'] as const) {
    const { settings, secrets } = places[place];
    await fly.world.addApp(flyApps[place], 'acme', { port: ports[place], secrets: { ...settings, ...secrets } });
    tokens[`FLY_${place.toUpperCase()}_API`] = fly.world.addToken({ app: flyApps[place] });
  }
  return tokens;
}
