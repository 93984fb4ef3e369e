import type { Environment, Tier } from '../../core/environment.ts';
import type { Operation } from '../../core/operation.ts';
import { digestSet } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult, DisposableTarget, ReleaseRequest, Target } from '../../ports/target.ts';
import { changeServices } from './change-services.ts';
import { exercise } from './exercise.ts';
import { HostClient } from './host-client.ts';
import { migrate } from './migrate.ts';
import { observe } from './observe.ts';
import { type LocalPlace, drivenOf } from './place.ts';

/** What a permit is held against at the moment of the effect. */
function terms<O extends Operation, T extends Tier>(
  place: LocalPlace,
  environment: Environment<T>,
  operation: O,
  request: ReleaseRequest,
  token: number,
) {
  return {
    operation,
    project: environment.project,
    environment: environment.name,
    tier: environment.tier,
    digests: digestSet(request.artifacts),
    token,
    now: place.clock.now(),
  };
}

/** Each effect: the permit is used up, the lease is checked, and only then something happens. */
function createTarget<T extends Tier>(place: LocalPlace, environment: Environment<T>): Target<T> {
  const client = new HostClient(place.dataDir, place.project, place.environment, place.clock);
  const change = (request: ReleaseRequest, token: number, afresh: boolean, io: ActIo): Promise<ActResult> =>
    changeServices(place, client, request, token, afresh, io);
  return {
    environment,
    observe: () => observe(place, client),
    migrate: async (permit, request, token, io) => {
      permit.spend(terms(place, environment, 'migrate', request, token));
      await io.fence();
      return migrate(place, request, io);
    },
    switch: async (permit, request, token, io) => {
      permit.spend(terms(place, environment, 'switch', request, token));
      return change(request, token, false, io);
    },
    restart: async (permit, request, token, io) => {
      permit.spend(terms(place, environment, 'restart', request, token));
      return change(request, token, true, io);
    },
    rollBack: async (permit, request, token, io) => {
      permit.spend(terms(place, environment, 'roll-back', request, token));
      return change(request, token, false, io);
    },
  };
}

/** Production's object has no `exercise`: what is not there cannot be called, whatever the types say. */
export function createProductionTarget(place: LocalPlace): Target<'production'> {
  drivenOf(place, 'production');
  return createTarget(place, { project: place.project, name: place.environment, tier: 'production' });
}

export function createStagingTarget(place: LocalPlace): DisposableTarget<'staging'> {
  drivenOf(place, 'staging');
  const environment: Environment<'staging'> = { project: place.project, name: place.environment, tier: 'staging' };
  return {
    ...createTarget(place, environment),
    exercise: async (permit, suite, token, io) => {
      permit.spend(terms(place, environment, 'exercise', suite.request, token));
      await io.fence();
      return exercise(place, suite, io);
    },
  };
}
