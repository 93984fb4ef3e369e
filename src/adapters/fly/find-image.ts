import type { Digest } from '../../core/release.ts';
import { type FlyPlace, type FlyService, areOneOrganisation, buildAppOf, registryOf } from './place.ts';
import { FlyRefusal } from './refusal.ts';
import { manifestOf } from './registry.ts';

/**
 * `host/repository@sha256:…` under which this service's app can get the image; undefined where nobody has it any more
 * (Fly prunes what is not deployed, fly.md §2), as far as this token can see it. Always by digest: flyctl hands on a tag otherwise (fly.md §0.1).
 */
export async function findImage(
  place: FlyPlace,
  service: FlyService,
  digest: Digest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const built = buildAppOf(place, service.name);
  const repositories = [...new Set([service.app, ...(built === undefined ? [] : [built])])];
  let unseen = false;
  for (const repository of repositories) {
    try {
      const found = await manifestOf(registryOf(place, repository, service.token()), digest, signal);
      if (found !== undefined) return `${place.addresses.registryHost}/${repository}@${digest}`;
    } catch (error) {
      // Another organisation's repository is not this token's to read; then the image has to be in its own.
      const closed = error instanceof FlyRefusal && [401, 403].includes(error.status) && repository !== service.app;
      if (!closed) throw error;
      unseen = true;
    }
  }
  // Whether a deploy token may read a neighbour's repository nobody has documented, but Fly resolves images on behalf of
  // the app, by organisation (fly.md §2, unverified): so the name is handed on, and Fly says whether it is there.
  if (unseen && built !== undefined && service.pullToken === undefined && areOneOrganisation(place))
    return `${place.addresses.registryHost}/${built}@${digest}`;
  return undefined;
}

/** Digest of the image inside an index, for machines that name the index. What is known of a digest never changes. */
export function plainDigests(
  place: FlyPlace,
): (service: FlyService, digest: Digest, signal: AbortSignal) => Promise<Digest> {
  const known = new Map<Digest, Digest>();
  return async (service, digest, signal) => {
    const found = known.get(digest);
    if (found !== undefined) return found;
    const repositories = new Set([service.app, buildAppOf(place, service.name) ?? service.app]);
    for (const repository of repositories) {
      const manifest = await manifestOf(registryOf(place, repository, service.token()), digest, signal).catch(
        () => undefined,
      );
      if (manifest === undefined) continue;
      known.set(digest, manifest.plain);
      return manifest.plain;
    }
    // Gone from the registry, and still running: it is what it says it is.
    return digest;
  };
}
