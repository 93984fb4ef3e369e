import { resolve } from 'node:path';
import { checkFile } from './check-file.ts';
import type { Config } from './config.ts';
import { ownPorts } from './own-ports.ts';
import { ConfigRefused, type Problem } from './problem.ts';
import { findConfigFile, readConfigFile } from './read-file.ts';
import type { ConfigFile } from './schema.ts';
import { createSecrets, readVariable, variablesHere } from './secrets.ts';

type Variables = Readonly<Record<string, string | undefined>>;

function port(variables: Variables, name: string, problems: Problem[]): number | undefined {
  const text = variables[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  problems.push({ path: name, found: `found ${JSON.stringify(text)}`, remedy: 'Wanted a port: 0 to 65535.' });
  return undefined;
}

function address(variables: Variables, name: string, fallback: string, problems: Problem[]): string {
  const text = variables[name] ?? fallback;
  if (URL.canParse(text) && /^https?:\/\//.test(text)) return text.replace(/\/+$/, '');
  problems.push({
    path: name,
    found: `found ${JSON.stringify(text)}`,
    remedy: `Wanted an http(s) address, such as ${fallback}.`,
  });
  return fallback;
}

const escapes = ' (where the password has # / ? or @, they are %23 %2F %3F and %40)';

function postgresAddress(variables: Variables, problems: Problem[]): string | undefined {
  const text = readVariable(variables, 'DATABASE_URL');
  if (text === undefined) return undefined;
  // Without a host it is a socket's.
  const plain = text.replace('@/', '@localhost/');
  if (/^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(plain)) return text;
  problems.push({
    path: 'DATABASE_URL',
    found: 'not a PostgreSQL address',
    remedy: `Wanted postgres://user:password@host:port/name${escapes}, or leave it out for the embedded one.`,
  });
  return undefined;
}

/** Where the far ends answer. Each has its real address unless told, so that only tests and the demo tell. */
export function readAddresses(
  variables: Variables,
  problems: Problem[],
): Pick<Config, 'discordApiUrl' | 'githubApiUrl' | 'githubServerUrl' | 'fly'> {
  const addresses = {
    discordApiUrl: address(variables, 'DISCORD_API_URL', 'https://discord.com/api', problems),
    githubApiUrl: address(variables, 'GITHUB_API_URL', 'https://api.github.com', problems),
    githubServerUrl: address(variables, 'GITHUB_SERVER_URL', 'https://github.com', problems),
  };
  const fly = {
    flyctl: variables['FLYCTL_BIN'] ?? 'flyctl',
    apiUrl: address(variables, 'FLY_API_BASE_URL', 'https://api.fly.io', problems),
    flapsUrl: address(variables, 'FLY_FLAPS_BASE_URL', 'https://api.machines.dev', problems),
    uiexUrl: address(variables, 'FLY_UIEX_BASE_URL', 'https://api.fly.io', problems),
    registryHost: variables['FLY_REGISTRY_HOST'] ?? 'registry.fly.io',
  };
  if (!/^[a-z0-9.-]+(:\d{1,5})?$/.test(fly.registryHost))
    problems.push({
      path: 'FLY_REGISTRY_HOST',
      found: `found ${JSON.stringify(fly.registryHost)}`,
      remedy: 'Wanted a host, such as registry.fly.io.',
    });
  return { ...addresses, fly };
}

/**
 * The file alone, for commands that concern nothing of this machine.
 * @throws ConfigRefused
 */
export async function loadFile(folder: string = process.cwd()): Promise<ConfigFile> {
  const checked = checkFile(await readConfigFile(findConfigFile(variablesHere()['GREENROOM_CONFIG'], folder)));
  if (!('file' in checked)) throw new ConfigRefused(checked.problems);
  return checked.file;
}

/**
 * The only reader of the process environment. Everything that can be checked without a network is checked here,
 * and all problems are told at once.
 * @throws ConfigRefused
 */
export function loadConfig(variables?: Variables, folder?: string): Promise<Config> {
  return load(variables, folder, () => []);
}

/**
 * The same for a Greenroom whose roles are all on this machine: what it takes here itself, no app may take.
 * @throws ConfigRefused
 */
export function loadWholeConfig(variables?: Variables, folder?: string): Promise<Config> {
  return load(variables, folder, ownPorts);
}

async function load(
  variables: Variables = variablesHere(),
  folder: string = process.cwd(),
  wholeHere: typeof ownPorts,
): Promise<Config> {
  const path = findConfigFile(variables['GREENROOM_CONFIG'], folder);
  const checked = checkFile(await readConfigFile(path));
  const problems: Problem[] = [...checked.problems];
  const host = variables['HOST'] ?? '127.0.0.1';
  const listen = port(variables, 'PORT', problems) ?? 3000;
  const metricsPort = port(variables, 'METRICS_PORT', problems);
  if ('file' in checked) problems.push(...wholeHere(checked.file, { host, port: listen, metricsPort }));
  const databaseUrl = postgresAddress(variables, problems);
  const redisUrl = readVariable(variables, 'REDIS_URL');
  if (redisUrl !== undefined && (!/^rediss?:\/\/\S+$/.test(redisUrl) || !URL.canParse(redisUrl)))
    problems.push({
      path: 'REDIS_URL',
      found: 'not a Redis address',
      remedy: `Wanted redis://host:port or redis://:password@host:port${escapes}, or leave it out.`,
    });
  const logLevel = variables['LOG_LEVEL'] ?? 'info';
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  if (!levels.includes(logLevel))
    problems.push({
      path: 'LOG_LEVEL',
      found: `found ${JSON.stringify(logLevel)}`,
      remedy: `Wanted one of ${levels.join(', ')}.`,
    });
  const { fly, ...addresses } = readAddresses(variables, problems);
  if (problems.length > 0 || !('file' in checked)) throw new ConfigRefused(problems);
  return Object.freeze({
    file: checked.file,
    secrets: createSecrets(variables),
    path: resolve(folder, path),
    dataDir: resolve(folder, variables['GREENROOM_DATA_DIR'] ?? '.greenroom'),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    host,
    port: listen,
    ...(metricsPort === undefined ? {} : { metricsPort }),
    logLevel,
    ...addresses,
    fly,
  });
}
