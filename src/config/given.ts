import type { TargetConfig } from './schema.ts';

/** Something that a service of an environment is driven with: a variable of the app, or the token of its target. */
export interface Given {
  readonly service: string;
  /** Below the environment's target, e.g. `services.api.env.DATABASE_URL`. */
  readonly path: string;
  /** Name of the variable. */
  readonly name: string;
  readonly value: string | { readonly secret: string };
}

/** What Fly keeps for an app is not with Greenroom, which has the token of the app alone. */
export function givenTo(target: TargetConfig): readonly Given[] {
  if (target.kind === 'fly')
    return Object.entries(target.services).flatMap(([service, { token, pullToken }]) => [
      { service, path: `services.${service}.token`, name: 'FLY_API_TOKEN', value: token },
      // Of staging's organisation, and nothing that staging itself is given.
      ...(pullToken === undefined
        ? []
        : [{ service, path: `services.${service}.pullToken`, name: 'FLY_PULL_TOKEN', value: pullToken }]),
    ]);
  return Object.entries(target.services).flatMap(([service, { env }]) =>
    Object.entries(env).map(([name, value]) => ({ service, path: `services.${service}.env.${name}`, name, value })),
  );
}
