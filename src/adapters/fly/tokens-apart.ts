import type { ProjectConfig } from '../../ports/project.ts';
import { createMachines } from './machines.ts';
import { type ServicePlace, serviceOf } from './place.ts';
import { FlyRefusal } from './refusal.ts';

/** Staging’s token opens production: nothing may start with that (DESIGN §6.5). */
export class OpensProduction extends Error {}

const patience = 15_000;

function productionApps(config: ProjectConfig): readonly string[] {
  return Object.values(config.environments).flatMap((one) =>
    one.tier === 'production' && one.target.kind === 'fly'
      ? Object.values(one.target.services).map(({ app }) => app)
      : [],
  );
}

/**
 * Asks Fly, with each of staging's tokens, for each of production's apps, and wants to be refused every time. An answer
 * is OpensProduction; none at all is no answer either, and rejects: what was not shown is not so.
 */
export async function tokensAreApart(place: ServicePlace): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  for (const name of Object.keys(place.config.services)) {
    const { token, app } = serviceOf(place, name);
    for (const production of productionApps(place.config)) {
      const machines = createMachines({
        base: place.addresses.flapsUrl,
        token: token(),
        app: production,
        clock: place.clock,
      });
      const opened = await machines.app(signal).then(
        () => true,
        (error: unknown) => {
          if (error instanceof FlyRefusal && [401, 403, 404].includes(error.status)) return false;
          throw error;
        },
      );
      if (opened)
        throw new OpensProduction(
          `${place.project}: the token of ${app} (${place.environment}) opens production’s app ${production}. ` +
            `Wanted one that opens its own app alone: flyctl tokens create deploy -a ${app} -x 8760h. Nothing is started with this one.`,
        );
    }
  }
}
