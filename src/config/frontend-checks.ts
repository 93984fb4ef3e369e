import { addressesOf } from '../core/addresses.ts';
import { placeholdersOf, runtimeConfigVariable } from '../core/frontend.ts';
import type { Problem } from './problem.ts';
import type { ProjectConfig, ServiceConfig } from './schema.ts';
import type { Unique } from './unique.ts';

type Values = Readonly<Record<string, string>>;

/** What a service's browsers read: where in the config, and what. */
function publicValues({ config, buildVariables }: ServiceConfig): readonly (readonly [string, Values])[] {
  return [
    ...(config === undefined ? [] : [['config.values', config.values] as const]),
    ...(buildVariables === undefined ? [] : [['buildVariables', buildVariables] as const]),
  ];
}

/** Frontends: each value leads to a service that has an address everywhere, and nothing in them is a secret. */
export function checkFrontends(here: string, project: ProjectConfig): Problem[] {
  return Object.entries(project.services).flatMap(([service, config]) => [
    ...publicValues(config).flatMap(([where, values]) =>
      Object.entries(values).flatMap(([name, text]) => [
        ...checkValue(`${here}.services.${service}.${where}.${name}`, text, project),
        ...checkName(`${here}.services.${service}.${where}.${name}`, name),
      ]),
    ),
    ...checkHandedOver(here, service, config, project),
  ]);
}

function checkValue(path: string, text: string, { services, environments }: ProjectConfig): Problem[] {
  return placeholdersOf(text).flatMap(({ text: found, service }): Problem[] => {
    const known = Object.keys(services);
    if (service === undefined || !known.includes(service))
      return [
        {
          path,
          found: `found ${found}, which names no service`,
          remedy: `Wanted ${known.map((name) => `{${name}.url}`).join(' or ')}.`,
        },
      ];
    return Object.entries(environments).flatMap(([key, environment]) =>
      // What is missing in a target is told there.
      environment.tier !== 'local' || addressesOf(environment)[service] !== undefined
        ? []
        : [
            {
              path,
              found: `${found}, and ${key} says no address of ${service}`,
              remedy: `Add services.${service}.url to environments.${key}, e.g. "http://localhost:3000".`,
            },
          ],
    );
  });
}

function checkName(path: string, name: string): Problem[] {
  if (/secret|password/i.test(name))
    return [
      {
        path,
        found: 'a name of something secret',
        remedy: 'What a frontend is given is public: every browser reads it. Give secrets to a service by env instead.',
      },
    ];
  if (name.startsWith('GREENROOM_'))
    return [{ path, found: `found ${name}`, remedy: 'Choose another name; Greenroom sets those that begin so.' }];
  return [];
}

/** The variable with the values is Greenroom's to set. */
function checkHandedOver(here: string, service: string, { config }: ServiceConfig, project: ProjectConfig): Problem[] {
  if (config === undefined) return [];
  return Object.entries(project.environments).flatMap(([key, environment]) => {
    if (environment.tier === 'local' || environment.target.kind !== 'local') return [];
    if (environment.target.services[service]?.env[runtimeConfigVariable] === undefined) return [];
    return [
      {
        path: `${here}.environments.${key}.target.services.${service}.env.${runtimeConfigVariable}`,
        found: 'a value of its own',
        remedy: `Leave it out: Greenroom sets it from services.${service}.config.values.`,
      },
    ];
  });
}

/** No two environments answer at one address: else nobody could tell staging from production (R2.3). */
export function checkAddresses(here: string, { environments }: ProjectConfig, addresses: Unique): void {
  for (const [key, environment] of Object.entries(environments)) {
    if (environment.tier === 'local') continue;
    // Two services may be behind one address; two environments may not.
    const its = new Map(Object.entries(addressesOf(environment)).map(([service, url]) => [canonical(url), service]));
    for (const [url, service] of its) addresses.use(url, `${here}.environments.${key}.target.services.${service}`);
  }
}

/** Scheme, host and default port as they are compared by browsers. */
function canonical(url: string): string {
  return URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url;
}
