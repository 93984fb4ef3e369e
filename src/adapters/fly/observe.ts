import type { ServiceObservation, TargetObservation } from '../../ports/target.ts';
import { constraintsOf } from './constraints-of.ts';
import { type Plain, look } from './look.ts';
import { type FlyPlace, serviceOf } from './place.ts';

/** What each service's machines say. One that cannot be read is `unknown`, and hides no other. */
export async function observe(place: FlyPlace, plain: Plain, signal: AbortSignal): Promise<TargetObservation> {
  const services = await Promise.all(
    Object.keys(place.config.services).map(async (name): Promise<ServiceObservation> => {
      const service = serviceOf(place, name);
      const { url } = service;
      try {
        const { fleet, machines } = await look(service, plain, signal);
        const digest = 'digest' in fleet ? { digest: fleet.digest } : {};
        const constraints = constraintsOf(machines);
        return {
          service: name,
          state: fleet.state,
          url,
          detail: fleet.detail,
          ...digest,
          ...(constraints === undefined ? {} : { constraints }),
        };
      } catch (error) {
        return { service: name, state: 'unknown', url, detail: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  return { services, at: place.clock.now() };
}
