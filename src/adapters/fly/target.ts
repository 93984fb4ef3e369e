import type { Environment, Tier } from '../../core/environment.ts';
import { termsOf } from '../../core/permit-terms.ts';
import type { DisposableTarget, Exercise, Target } from '../../ports/target.ts';
import { changeServices } from './change-services.ts';
import { plainDigests } from './find-image.ts';
import { leftovers, removeLeftovers } from './leftovers.ts';
import { migrate } from './migrate.ts';
import { observe } from './observe.ts';
import { type FlyPlace, tierOf } from './place.ts';
import { restart } from './restart.ts';

/** Each effect: the permit is used up, the lease is checked, and only then something happens. */
function createTarget<T extends Tier>(place: FlyPlace, environment: Environment<T>): Target<T> {
  const plain = plainDigests(place);
  return {
    environment,
    observe: (signal) => observe(place, plain, signal),
    migrate: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'migrate', request.artifacts, token, place.clock.now()));
      await io.fence();
      return migrate(place, request, token, io);
    },
    switch: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'switch', request.artifacts, token, place.clock.now()));
      return changeServices(place, plain, request, false, io);
    },
    restart: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'restart', request.artifacts, token, place.clock.now()));
      return restart(place, plain, request, io);
    },
    rollBack: async (permit, request, token, io) => {
      permit.spend(termsOf(environment, 'roll-back', request.artifacts, token, place.clock.now()));
      return changeServices(place, plain, request, true, io);
    },
  };
}

/** Production's object has no `exercise`: what is not there cannot be called, whatever the types say. */
export function createProductionFlyTarget(place: FlyPlace): Target<'production'> {
  requireTier(place, 'production');
  return createTarget(place, { project: place.project, name: place.environment, tier: 'production' });
}

export function createStagingFlyTarget(place: FlyPlace, exercise: Exercise): DisposableTarget<'staging'> {
  requireTier(place, 'staging');
  const environment: Environment<'staging'> = { project: place.project, name: place.environment, tier: 'staging' };
  return {
    ...createTarget(place, environment),
    exercise: async (permit, suite, token, io) => {
      permit.spend(termsOf(environment, 'exercise', suite.request.artifacts, token, place.clock.now()));
      await io.fence();
      return exercise(suite, token, io);
    },
    leftovers: (_, signal) => leftovers(place, signal),
    cleanUp: async (permit, { artifacts, left }, token, io) => {
      permit.spend(termsOf(environment, 'clean-up', artifacts, token, place.clock.now()));
      return removeLeftovers(place, left, io);
    },
  };
}

function requireTier(place: FlyPlace, tier: Tier): void {
  const found = tierOf(place);
  if (found !== tier) throw new Error(`${place.project}/${place.environment} is of tier ${found}; wanted tier ${tier}`);
}
