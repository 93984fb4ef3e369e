import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { addressesOf } from '../core/addresses.ts';
import { buildVariablesOf, runtimeValues } from '../core/frontend.ts';
import { parseJson } from '../trust.ts';
import { ConfigRefused } from './problem.ts';
import type { ConfigFile, ProjectConfig } from './schema.ts';

const values = z.record(z.string(), z.string());

/** What `frontend export` writes: addresses and public values, by environment. No field of it can hold a secret. */
const shape = z.strictObject({
  version: z.literal(1),
  projects: z.record(
    z.string(),
    z.strictObject({
      environments: z.record(
        z.string(),
        z.strictObject({
          tier: z.enum(['local', 'staging', 'production']),
          services: z.record(
            z.string(),
            z.strictObject({
              config: z.strictObject({ path: z.string(), values }).optional(),
              variables: values.optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type FrontendFile = z.output<typeof shape>;

type Services = FrontendFile['projects'][string]['environments'][string]['services'];

function servicesOf(project: ProjectConfig, environment: string): Services {
  const urls = addressesOf(project.environments[environment]);
  return Object.fromEntries(
    Object.entries(project.services).flatMap(([name, service]) => {
      const its = runtimeValues(service, urls);
      const variables = buildVariablesOf(service, urls);
      const config =
        service.config === undefined || its === undefined ? undefined : { path: service.config.path, values: its };
      return config === undefined && variables === undefined
        ? []
        : [[name, { ...(config === undefined ? {} : { config }), ...(variables === undefined ? {} : { variables }) }]];
    }),
  );
}

/** Taken from the config field by field: what is not named here is not in it, whatever else the config holds. */
export function frontendsOf({ projects }: Pick<ConfigFile, 'projects'>): FrontendFile {
  return {
    version: 1,
    projects: Object.fromEntries(
      Object.entries(projects).map(([name, project]) => [
        name,
        {
          environments: Object.fromEntries(
            Object.entries(project.environments).map(([key, { tier }]) => [
              key,
              { tier, services: servicesOf(project, key) },
            ]),
          ),
        },
      ]),
    ),
  };
}

/** @throws ConfigRefused where it is not there, or is not what `frontend export` wrote. */
export function readFrontendFile(path: string): FrontendFile {
  const refuse = (found: string): never => {
    throw new ConfigRefused([
      { path, found, remedy: 'Let the operator write it: greenroom frontend export > frontend.json' },
    ]);
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return refuse('not there, or not readable');
  }
  try {
    return shape.parse(parseJson(text));
  } catch {
    return refuse('not a file of this kind');
  }
}
