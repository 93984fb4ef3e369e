import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runtimeConfigVariable } from '../core/frontend.ts';
import { type FrontendFile, frontendsOf, readFrontendFile } from '../config/frontend-file.ts';
import { hasConfigFile } from '../config/read-file.ts';
import { loadFile } from '../config/load.ts';
import { ownVariable } from '../config/secrets.ts';
import { UsageRefused } from './exit-code.ts';

export interface FrontendOptions {
  readonly env: string;
  readonly project?: string;
  readonly service?: string;
  readonly file?: string;
  readonly json?: boolean;
}

const usualFile = 'frontend.json';

/** The exported file where one is named or lies here without a config beside it; else Greenroom's own config. */
async function frontends(file: string | undefined): Promise<FrontendFile> {
  if (file !== undefined) return readFrontendFile(resolve(file));
  const named = ownVariable('GREENROOM_CONFIG');
  const here = resolve(usualFile);
  if (named === undefined && existsSync(here) && !hasConfigFile(undefined, process.cwd()))
    return readFrontendFile(here);
  return frontendsOf(await loadFile());
}

/** `greenroom frontend export`: all that a developer's own build needs, and nothing secret; to be committed to the app. */
export async function frontendExport(): Promise<void> {
  process.stdout.write(`${JSON.stringify(frontendsOf(await loadFile()), null, 2)}\n`);
}

function pick<T>(what: string, all: Readonly<Record<string, T>>, wanted: string | undefined): readonly [string, T] {
  const names = Object.keys(all);
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  const found = name === undefined ? undefined : all[name];
  if (name !== undefined && found !== undefined) return [name, found];
  throw new UsageRefused(
    wanted === undefined
      ? `There are several: say --${what} with one of ${names.join(', ')}.`
      : `There is no ${what} ${wanted}. ${names.length === 0 ? 'There is none at all.' : `Use one of ${names.join(', ')}.`}`,
  );
}

/** As .env files and shells read it; Vite and dotenv take single quotes word for word. */
function dotenvLine(name: string, value: string): string {
  if (/^[\w.:/@%+,-]*$/.test(value)) return `${name}=${value}`;
  if (!value.includes("'") && !value.includes('\n')) return `${name}='${value}'`;
  return `${name}="${value.replace(/[\\"$`]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** `greenroom frontend env`: what a build on a developer's machine is given for the environment that they pick (R2.2). */
export async function frontendEnv({ env, project, service, file, json }: FrontendOptions): Promise<void> {
  const [, its] = pick('project', (await frontends(file)).projects, project);
  const [environment, { tier, services }] = pick('env', its.environments, env);
  const chosen = service === undefined ? services : Object.fromEntries([pick('service', services, service)]);
  if (Object.keys(chosen).length === 0)
    throw new UsageRefused('No service has config or buildVariables, so a build here needs nothing of Greenroom.');
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ environment, tier, services: chosen }, null, 2)}\n`);
    return;
  }
  const lines = new Map<string, { readonly value: string; readonly service: string }>();
  for (const [name, { config, variables }] of Object.entries(chosen)) {
    const all = {
      ...variables,
      ...(config === undefined ? {} : { [runtimeConfigVariable]: JSON.stringify(config.values) }),
    };
    for (const [variable, value] of Object.entries(all)) {
      const other = lines.get(variable);
      if (other !== undefined && other.value !== value)
        throw new UsageRefused(
          `${other.service} and ${name} both have ${variable}, with different values: say --service with one of ${Object.keys(chosen).join(', ')}.`,
        );
      lines.set(variable, { value, service: name });
    }
  }
  for (const [variable, { value }] of lines) process.stdout.write(`${dotenvLine(variable, value)}\n`);
}
