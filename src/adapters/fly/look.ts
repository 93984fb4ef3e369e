import { type Digest, isDigest } from '../../core/release.ts';
import { type Fleet, fleetOf } from './fleet.ts';
import type { Machine } from './machine-shape.ts';
import type { FlyService } from './place.ts';

export interface Seen {
  readonly fleet: Fleet;
  readonly machines: readonly Machine[];
}

export type Plain = (service: FlyService, digest: Digest, signal: AbortSignal) => Promise<Digest>;

/** What a service's machines come to just now. Rejects where Fly does not say. */
export async function look(service: FlyService, plain: Plain, signal: AbortSignal): Promise<Seen> {
  const machines = await service.machines.list(signal);
  const named = new Set(
    machines.flatMap(({ image_ref: image }) =>
      image?.digest !== undefined && isDigest(image.digest) ? [image.digest] : [],
    ),
  );
  // One image is one image, whatever it is called; only where there are two names it matters which.
  const plains = new Map<Digest, Digest>();
  for (const digest of named) plains.set(digest, await plain(service, digest, signal));
  return { machines, fleet: fleetOf(machines, (digest) => plains.get(digest) ?? digest) };
}
