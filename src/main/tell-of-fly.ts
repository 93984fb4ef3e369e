import { mayReadBuilds } from '../adapters/fly/may-read-builds.ts';
import { type ServicePlace, serviceOf, usualPace } from '../adapters/fly/place.ts';
import { expiryOf } from '../adapters/fly/token-expiry.ts';
import type { Config } from '../config/config.ts';
import { systemClock } from '../platform/clock.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { QueueName } from '../ports/queue.ts';

const patienceMs = 30_000;
const soonMs = 30 * 24 * 3_600_000;

/** Environments of one tier on Fly. */
function flyPlaces(config: Config, tier: QueueName): readonly ServicePlace[] {
  return Object.entries(config.file.projects).flatMap(([project, its]) =>
    Object.entries(its.environments).flatMap(([environment, one]) =>
      one.tier === tier && one.target.kind === 'fly'
        ? [
            {
              project,
              environment,
              config: its,
              secrets: config.secrets,
              clock: systemClock,
              addresses: config.fly,
              pace: usualPace,
            },
          ]
        : [],
    ),
  );
}

/** What Fly would refuse later, of one service, in words for the log. Rejects where Fly does not say. */
export async function foreseeOnFly(place: ServicePlace, service: string, clock: Clock): Promise<readonly string[]> {
  const { app, token } = serviceOf(place, service);
  const endsAt = expiryOf(token());
  const seen = await mayReadBuilds(place, service, AbortSignal.timeout(patienceMs));
  return [
    ...(endsAt !== undefined && endsAt - clock.now() < soonMs
      ? [`its Fly token ends ${new Date(endsAt).toISOString()}; make a new one: flyctl tokens create deploy -a ${app}`]
      : []),
    ...(seen
      ? []
      : [
          'its Fly token may not read staging’s images; Fly itself is asked to bring them. Where a promotion then says ' +
            'that an image was not found, give the service a pullToken (flyctl tokens create readonly), and it is copied',
        ]),
  ];
}

/**
 * At the start of a worker: what Fly would refuse later is asked now, and said in the log. Whether production may read
 * staging's images nobody has documented (fly.md §2). It ends no start, and never rejects.
 */
export async function tellOfFly(config: Config, tier: QueueName, log: Log): Promise<void> {
  for (const place of flyPlaces(config, tier))
    for (const service of Object.keys(place.config.services)) {
      const about = { project: place.project, environment: place.environment, service };
      try {
        for (const words of await foreseeOnFly(place, service, systemClock)) log.warn(about, words);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ ...about, error: message }, 'Fly could not be asked about its token and images');
      }
    }
}
