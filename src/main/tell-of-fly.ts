import { mayReadBuilds } from '../adapters/fly/may-read-builds.ts';
import { usualPace, type ServicePlace } from '../adapters/fly/place.ts';
import { tokenEnds } from '../adapters/fly/token-ends.ts';
import type { Config } from '../config/config.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../ports/log.ts';
import type { QueueName } from '../ports/queue.ts';

const patienceMs = 30_000;
const soonMs = 30 * 24 * 3_600_000;

/** Environments of one tier on Fly, each with its services. */
export function flyPlaces(config: Config, tier: QueueName): readonly ServicePlace[] {
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

/**
 * At the start of a worker: what Fly would refuse later is asked now, and said in the log. A token that ends soon, and
 * whether production may read staging's images, which nobody has documented (fly.md §2). It ends no start: with the
 * second Fly itself is asked to bring the image. Never rejects.
 */
export async function tellOfFly(config: Config, tier: QueueName, log: Log): Promise<void> {
  for (const place of flyPlaces(config, tier)) {
    const { project, environment } = place;
    for (const service of Object.keys(place.config.services)) {
      const about = { project, environment, service };
      try {
        const ends = await tokenEnds(place, service, AbortSignal.timeout(patienceMs));
        if (!ends.known) log.info({ ...about, why: ends.why }, 'when its Fly token ends is not known');
        for (const { name, endsAt } of ends.known ? ends.tokens : [])
          if (endsAt !== undefined && endsAt - systemClock.now() < soonMs)
            log.warn(
              { ...about, token: name, ends: new Date(endsAt).toISOString() },
              'a Fly token ends soon; make a new one before: flyctl tokens create deploy',
            );
        if (await mayReadBuilds(place, service, AbortSignal.timeout(patienceMs))) continue;
        log.warn(
          about,
          'its Fly token may not read staging’s images; Fly itself is asked to bring them. If a promotion says that an ' +
            'image was not found, give the service a pullToken (flyctl tokens create readonly), and it is copied',
        );
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ ...about, error: message }, 'Fly could not be asked about its token and images');
      }
    }
  }
}
