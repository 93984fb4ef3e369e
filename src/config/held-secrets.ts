import type { Secrets } from './config.ts';
import { type Given, givenTo } from './given.ts';
import type { CommandSuite, ConfigFile, ProjectConfig } from './schema.ts';
import { kitKeyVariable, kitOf } from './stage-checks.ts';
import { isStateful } from './stateful.ts';

/** What is given to an environment's app, or to pushed code, that no environment of the other tier may have. */
export interface HeldSecret {
  readonly project: string;
  readonly environment: string;
  /** Where the config says so. */
  readonly path: string;
  readonly value: string;
}

type Settings = CommandSuite['env'];
type Named = Pick<Given, 'path' | 'name' | 'value'>;

/** Builds and suites run beside staging, so what they are given is staging's. */
function givenToPushedCode({ services, verify }: ProjectConfig): readonly Named[] {
  const each = (path: string, settings: Settings): readonly Named[] =>
    Object.entries(settings).map(([name, value]) => ({ path: `${path}.${name}`, name, value }));
  return [
    ...Object.entries(services).flatMap(([service, { build }]) =>
      build.local === undefined ? [] : each(`services.${service}.build.local.env`, build.local.env),
    ),
    ...verify.flatMap((suite, at) => ('run' in suite ? each(`verify.${at}.env`, suite.env) : [])),
  ];
}

/**
 * What the worker of this tier hands on, resolved: to be compared with what the other tier's worker does, of which it
 * holds nothing. A secret that is not set is left out; whoever needs it says so.
 */
export function heldSecrets(
  { projects }: Pick<ConfigFile, 'projects'>,
  tier: 'staging' | 'production',
  secrets: Pick<Secrets, 'find'>,
): readonly HeldSecret[] {
  return Object.entries(projects).flatMap(([project, config]) =>
    Object.entries(config.environments).flatMap(([environment, one]) => {
      if (one.tier !== tier) return [];
      const kit = kitOf(one);
      const given: Named[] = [
        ...givenTo(one.target).map((its) => ({ ...its, path: `environments.${environment}.target.${its.path}` })),
        ...(kit === undefined
          ? []
          : [
              {
                path: `environments.${environment}.${kit.place}.key`,
                name: kitKeyVariable,
                value: { secret: kit.secret },
              },
            ]),
        ...(tier === 'staging' ? givenToPushedCode(config) : []),
      ];
      return given.flatMap(({ path, name, value: setting }) => {
        const value = typeof setting === 'string' ? setting : secrets.find(setting.secret);
        if (!isStateful(name) || value === undefined) return [];
        return [{ project, environment, path: `projects.${project}.${path}`, value }];
      });
    }),
  );
}
