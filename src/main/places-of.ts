import type { Place } from '../adapters/postgres/installation.ts';
import type { ConfigFile } from '../config/schema.ts';

/** Every environment, with the tier that the config gives it: what the ledger's row policies go by. */
export function placesOf({ projects }: Pick<ConfigFile, 'projects'>): readonly Place[] {
  return Object.entries(projects).flatMap(([project, { environments }]) =>
    Object.entries(environments).map(([environment, { tier }]) => ({ project, environment, tier })),
  );
}
