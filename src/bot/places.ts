import type { Tier } from '../core/environment.ts';
import type { ConfigFile } from '../ports/project.ts';
import { ProductionRefused, Refused } from './refused.ts';

/** An environment that somebody named. `local` ones are on developers' machines and are never driven. */
export interface Place<T extends Exclude<Tier, 'local'> = Exclude<Tier, 'local'>> {
  readonly project: string;
  readonly environment: string;
  readonly tier: T;
}

export function projectNames(config: ConfigFile): string[] {
  return Object.keys(config.projects);
}

/** The only project, or the one that was named. */
export function projectNamed(config: ConfigFile, name: string | undefined): string {
  const names = projectNames(config);
  const [only] = names;
  if (name === undefined && names.length === 1 && only !== undefined) return only;
  if (name !== undefined && Object.hasOwn(config.projects, name)) return name;
  const says = name === undefined ? 'Say which project.' : `There is no project “${name}”.`;
  throw new Refused('environment.unknown', `${says} Projects: ${names.join(', ')}.`);
}

export function placesOf(config: ConfigFile, project: string): Place[] {
  const environments = config.projects[project]?.environments ?? {};
  return Object.entries(environments).flatMap(([environment, { tier }]) =>
    tier === 'local' ? [] : [{ project, environment, tier }],
  );
}

export function isOf<T extends Place['tier']>(tier: T): (place: Place) => place is Place<T> {
  return (place): place is Place<T> => place.tier === tier;
}

/** Any environment that Greenroom drives. */
export function placeNamed(config: ConfigFile, project: string, name: string): Place {
  const places = placesOf(config, project);
  const found = places.find(({ environment }) => environment === name.trim());
  if (found) return found;
  throw new Refused('environment.unknown', `There is no “${name}”. Environments: ${list(places)}.`);
}

/**
 * Where commands that may do harm can go. Production is not among the choices; typed by hand it is refused in words,
 * also in another case or as a name that no environment has.
 */
export function stagingNamed(config: ConfigFile, project: string, name: string | undefined): Place<'staging'> {
  const places = placesOf(config, project);
  const offered = places.filter(isOf('staging'));
  const wanted = name?.trim().toLowerCase();
  const [only] = offered;
  if (wanted === undefined || wanted === '') {
    if (offered.length === 1 && only !== undefined) return only;
    throw new Refused('environment.unknown', `Say which one. Environments: ${list(offered)}.`);
  }
  const found = offered.find(({ environment }) => environment === wanted);
  if (found) return found;
  const productions = places.filter(isOf('production'));
  const named = productions.find(({ environment }) => environment.toLowerCase() === wanted);
  if (named !== undefined || /^prod(uction)?$/.test(wanted)) {
    const meant = named ?? productions[0] ?? only;
    const detail = `Offered here: ${list(offered)}.`;
    if (meant === undefined) throw new Refused('environment.production-refused', detail);
    throw new ProductionRefused(meant, name ?? '', detail);
  }
  throw new Refused('environment.unknown', `There is no “${name ?? ''}” here. Offered: ${list(offered)}.`);
}

/** The project's production. Where it is named, the name has to be its. */
export function productionNamed(config: ConfigFile, project: string, name?: string): Place<'production'> {
  const found = placesOf(config, project).find(isOf('production'));
  if (found === undefined) throw new Refused('environment.unknown', `${project} has no production environment.`);
  if (name === undefined || found.environment === name.trim()) return found;
  throw new Refused('environment.unknown', `There is no “${name}” here. Offered: ${found.environment}.`);
}

function list(places: readonly Place[]): string {
  return places.length === 0 ? 'none' : places.map(({ environment }) => environment).join(', ');
}
