import { addressesOf } from '../core/addresses.ts';
import { buildVariablesOf, runtimeValues } from '../core/frontend.ts';
import type { Config } from './config.ts';
import { givenTo } from './given.ts';
import type { DrivenEnvironment, ProjectConfig } from './schema.ts';

type Setting = readonly [name: string, value: string];

const named = (prefix: string, values: Readonly<Record<string, string>> | undefined, suffix = ''): Setting[] =>
  Object.entries(values ?? {}).map(([name, value]) => [`${prefix}.${name}${suffix}`, value]);

/**
 * All in the config that reaches what runs in an environment, name by name: a change of any of it is a change of the
 * environment. What Fly keeps for an app is Fly's, and not seen here.
 */
export function reachingSettings(
  { file, secrets }: Pick<Config, 'file' | 'secrets'>,
  project: string,
  environment: string,
): readonly Setting[] {
  const config = file.projects[project];
  const driven = config?.environments[environment];
  if (config === undefined || driven === undefined || driven.tier === 'local') return [];
  const { target } = driven;
  // A Fly app's settings are Fly's; its token is Greenroom's own way in, and no setting of the app.
  const given = target.kind === 'local' ? givenTo(target) : [];
  const read = (secret: string, wantedBy: string): string =>
    // Of a push nobody waits for an answer: it gets its card, and the first step that needs the secret says there that it
    // is missing. Before production people are asked, so there it is refused before they are.
    driven.tier === 'staging' ? (secrets.find(secret) ?? '') : secrets.get(secret, wantedBy);
  return [
    ...given.map(({ service, name, value }): Setting => {
      const text =
        typeof value === 'string' ? value : read(value.secret, `${project}/${environment}, ${service}, ${name}`);
      return [`${service}.${name}`, text];
    }),
    ...Object.entries(config.services).flatMap(([service, its]) => [
      ...named(`${service}.config`, runtimeValues(its, addressesOf(driven))),
      ...builtInto(config, environment, driven, service),
    ]),
  ];
}

/** Staging builds for everybody, so whatever changes a build changes staging. */
function builtInto(
  config: ProjectConfig,
  environment: string,
  driven: DrivenEnvironment,
  service: string,
): readonly Setting[] {
  const its = config.services[service];
  if (its === undefined) return [];
  const start = its.build.local?.start;
  if (driven.tier === 'production')
    return [
      ...named(`${service}.buildVariables`, buildVariablesOf(its, addressesOf(driven))),
      ...(driven.target.kind === 'local' && start !== undefined
        ? [[`${service}.start`, JSON.stringify(start)] as const]
        : []),
    ];
  return [
    [`${service}.build`, JSON.stringify(its.build)],
    ...Object.entries(config.environments).flatMap(([key, one]) =>
      one.tier === 'local'
        ? []
        : named(
            `${service}.buildVariables`,
            buildVariablesOf(its, addressesOf(one)),
            key === environment ? '' : ` (${key})`,
          ),
    ),
  ];
}
