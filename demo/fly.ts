import type { FlyStandin } from '../standins/fly/start.ts';
import type { Ports } from './config.ts';

export const flyApps = { staging: 'advent-api-staging', production: 'advent-api' } as const;

/** What the event app's repository has for each of its apps on Fly; what differs between them is the name alone. */
export function flyTomls(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flyApps).map(([place, app]) => [
      `fly.${place}.toml`,
      `app = "${app}"
primary_region = "ams"

[build]
dockerfile = "Dockerfile"

[http_service]
internal_port = 8080
force_https = true
auto_stop_machines = "off"
min_machines_running = 1

[[http_service.checks]]
method = "GET"
path = "/healthz"
interval = "15s"
timeout = "5s"
grace_period = "20s"
`,
    ]),
  );
}

/** Both apps in one organisation, each with its own database and a deploy token of its own; the tokens by variable. */
export async function makeApps(
  fly: FlyStandin,
  ports: Ports,
  databases: Readonly<Record<'staging' | 'production', string>>,
): Promise<Readonly<Record<string, string>>> {
  const tokens: Record<string, string> = {};
  for (const place of ['staging', 'production'] as const) {
    await fly.world.addApp(flyApps[place], 'acme', {
      port: ports[place],
      secrets: { DATABASE_URL: databases[place] },
    });
    tokens[`FLY_${place.toUpperCase()}_API`] = fly.world.addToken({ app: flyApps[place] });
  }
  return tokens;
}
