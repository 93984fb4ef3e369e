import { KitRefusal } from './refusals.ts';

export type LogLevel = 'debug' | 'info' | 'warn';

export interface ProductionFlags {
  readonly appEnv: 'production';
  readonly isProduction: true;
  /** The environment's own name: GREENROOM_ENVIRONMENT, which Greenroom sets, or else APP_ENV. */
  readonly environment: string;
  readonly logLevel: LogLevel;
}
export interface StageFlags {
  readonly appEnv: 'staging' | 'local';
  readonly isProduction: false;
  readonly environment: string;
  readonly logLevel: LogLevel;
}
export type Flags = ProductionFlags | StageFlags;
type Env = Readonly<Record<string, string | undefined>>;

/** Where each was read from: an object that only looks like flags is not here, and is refused. */
const sources = new WeakMap<Flags, Env>();

/**
 * Where the app runs, read once at start; call it with `process.env`. Throws `stage.flags` with everything that is
 * missing, unknown or contradictory.
 */
export function readFlags(env: Env): Flags {
  const { APP_ENV: named, IS_PRODUCTION: said, GREENROOM_ENVIRONMENT: own } = env;
  const problems: string[] = [];
  if (named !== 'production' && named !== 'staging' && named !== 'local')
    problems.push(`APP_ENV is ${shown(named)}, wanted production, staging or local.`);
  if (said !== 'true' && said !== 'false') problems.push(`IS_PRODUCTION is ${shown(said)}, wanted true or false.`);
  else if (problems.length === 0 && (said === 'true') !== (named === 'production'))
    problems.push(`APP_ENV is ${shown(named)} but IS_PRODUCTION is ${shown(said)}: they contradict each other.`);
  if (own !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(own))
    problems.push(`GREENROOM_ENVIRONMENT is ${shown(own)}, wanted letters, digits, dot, dash, underscore.`);
  const level = env['LOG_LEVEL'];
  if (problems.length > 0 || named === undefined) throw new KitRefusal('stage.flags', problems.join(' '));
  const logLevel = level === 'debug' || level === 'info' || level === 'warn' ? level : undefined;
  const flags: Flags =
    named === 'production'
      ? { appEnv: 'production', isProduction: true, environment: own ?? named, logLevel: logLevel ?? 'info' }
      : {
          appEnv: named === 'staging' ? 'staging' : 'local',
          isProduction: false,
          environment: own ?? named,
          logLevel: logLevel ?? 'debug',
        };
  sources.set(flags, env);
  return Object.freeze(flags);
}

/** Throws unless readFlags made them. */
function sourceOf(flags: Flags): Env {
  const source = sources.get(flags);
  if (source === undefined) throw new KitRefusal('stage.flags', 'They were not read by readFlags.');
  return source;
}

export function refuseUnlessRead(flags: Flags): void {
  sourceOf(flags);
}

/** Reads them again right before something destructive: throws unless they still say the same, and not production. */
export function stillOffProduction(flags: Flags): void {
  const now = readFlags(sourceOf(flags));
  if (now.isProduction) throw new KitRefusal('stage.production');
  if (now.appEnv !== flags.appEnv || now.environment !== flags.environment)
    throw new KitRefusal('stage.flags', `The app was started as ${flags.environment} and is now ${now.environment}.`);
}

const shown = (value: string | undefined): string => (value === undefined ? 'missing' : JSON.stringify(value));
