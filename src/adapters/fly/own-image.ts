import type { Digest } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import { copyImage } from './copy-image.ts';
import { findImage } from './find-image.ts';
import { type FlyPlace, type FlyService, buildAppOf, registryOf } from './place.ts';

/**
 * The image under a name that this service's app may use. Where it was built in another organisation it is copied into
 * the app's own repository first: the same bytes, the same digest, and there also when staging's are gone.
 */
export async function ownImage(
  place: FlyPlace,
  service: FlyService,
  digest: Digest,
  io: ActIo,
): Promise<string | undefined> {
  await place.apart();
  const found = await findImage(place, service, digest, io.signal);
  const built = buildAppOf(place, service.name);
  if (found !== undefined || service.pullToken === undefined || built === undefined) return found;
  io.output(`${service.name}: ${service.app} does not have the image yet; copying it from ${built}.\n`);
  const copied = await copyImage(
    registryOf(place, built, service.pullToken()),
    registryOf(place, service.app, service.token()),
    digest,
    io,
  );
  return copied ? `${place.addresses.registryHost}/${service.app}@${digest}` : undefined;
}
