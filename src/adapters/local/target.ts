import type { Environment, Tier } from '../../core/environment.ts';
import { termsOf } from '../../core/permit-terms.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult, DisposableTarget, Exercise, ReleaseRequest, Target } from '../../ports/target.ts';
import { changeServices } from './change-services.ts';
import { HostClient } from './host-client.ts';
import { leftovers, removeLeftovers } from './leftovers.ts';
import { migrate } from './migrate.ts';
import { observe } from './observe.ts';
import { type LocalPlace, drivenOf } from './place.ts';

/** Each effect: the permit is used up, the lease is checked, and only then something happens. */
function createTarget<T extends Tier>(place: LocalPlace, environment: Environment<T>): Target<T> {
  const client = new HostClient(place.dataDir, place.project, place.environment, place.clock);
  const change = (request: ReleaseRequest, token: number, afresh: boolean, io: ActIo): Promise<ActResult> =>
    changeServices(place, client, request, token, afresh, io);
  return {
    environment,
    observe: () => observe(place, client),
    migrate: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'migrate', request.artifacts, token, place.clock.now()));
      await io.fence();
      return migrate(place, request, io);
    },
    switch: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'switch', request.artifacts, token, place.clock.now()));
      return change(request, token, false, io);
    },
    restart: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'restart', request.artifacts, token, place.clock.now()));
      return change(request, token, true, io);
    },
    rollBack: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'roll-back', request.artifacts, token, place.clock.now()));
      return change(request, token, false, io);
    },
  };
}

/** Production's object has no `exercise`: what is not there cannot be called, whatever the types say. */
export function createProductionTarget(place: LocalPlace): Target<'production'> {
  drivenOf(place, 'production');
  return createTarget(place, { project: place.project, name: place.environment, tier: 'production' });
}

export function createStagingTarget(place: LocalPlace, exercise: Exercise): DisposableTarget<'staging'> {
  drivenOf(place, 'staging');
  const environment: Environment<'staging'> = { project: place.project, name: place.environment, tier: 'staging' };
  return {
    ...createTarget(place, environment),
    exercise: async (permit, suite, token, io) => {
      permit.spend(termsOf(environment, 'exercise', suite.request.artifacts, token, place.clock.now()));
      await io.fence();
      return exercise(suite, token, io);
    },
    leftovers: (keep) => leftovers(place, keep),
    cleanUp: async (permit, { artifacts, left }, token, io) => {
      permit.spend(termsOf(environment, 'clean-up', artifacts, token, place.clock.now()));
      return removeLeftovers(place, left, io);
    },
  };
}
