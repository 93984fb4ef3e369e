import { type ServicePlace, buildAppOf, registryOf, serviceOf } from './place.ts';
import { FlyRefusal } from './refusal.ts';
import { manifestOf } from './registry.ts';

/**
 * Whether this environment's token may read the repository in which the service's images are built: for a deploy token of
 * another app nobody has documented it (fly.md §2), so it is asked. Nothing of this name is there, and who may read is
 * told just that.
 */
export async function mayReadBuilds(place: ServicePlace, name: string, signal: AbortSignal): Promise<boolean> {
  const service = serviceOf(place, name);
  const built = buildAppOf(place, name);
  if (built === undefined || built === service.app) return true;
  const token = service.pullToken ?? service.token;
  try {
    await manifestOf(registryOf(place, built, token()), 'greenroom-asks-whether-it-may-read', signal);
    return true;
  } catch (error) {
    if (error instanceof FlyRefusal && [401, 403].includes(error.status)) return false;
    throw error;
  }
}
