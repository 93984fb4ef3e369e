import type { ServiceObservation, TargetObservation } from '../../ports/target.ts';
import type { HostClient } from './host-client.ts';
import { readState } from './host/state-file.ts';
import { type LocalPlace, servedBy, urlOf } from './place.ts';

/**
 * What runs, as the host says it. Where the host died and something should be serving (a reboot, a kill), it is
 * started again first: that is how an environment comes back by itself.
 */
export async function observe(place: LocalPlace, client: HostClient): Promise<TargetObservation> {
  const at = place.clock.now();
  const services = Object.keys(place.config.services);
  try {
    const kept = readState(client.places.stateFile);
    if (kept === undefined || Object.keys(kept.services).length === 0)
      return {
        at,
        services: services.map((service) => ({ service, state: 'never-deployed', url: urlOf(place, service) })),
      };
    await client.ensure();
    const state = await client.state();
    if (state === undefined) throw new Error('the host does not answer');
    return {
      at,
      services: services.map((service): ServiceObservation => {
        const served = servedBy(state, service);
        const url = urlOf(place, service);
        if (served !== undefined) return { service, state: served.state, digest: served.digest, url };
        return { service, state: kept.services[service] === undefined ? 'never-deployed' : 'down', url };
      }),
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      at,
      services: services.map((service) => ({ service, state: 'unknown', url: urlOf(place, service), detail })),
    };
  }
}
