import { join } from 'node:path';
import { preparePostgres } from '../../adapters/bullmq/store.ts';
import { openRoles } from '../../adapters/postgres/roles/open-roles.ts';
import type { Config } from '../../config/config.ts';
import { type ProcessRole, processRoles } from '../../core/process-role.ts';
import { ownVariable } from '../../config/secrets.ts';
import { asUser, withoutNewRights } from '../../platform/as-user.ts';
import { systemClock } from '../../platform/clock.ts';
import { createLog } from '../../platform/log.ts';
import { ownProcess } from '../../platform/own-process.ts';
import { packageRoot } from '../../platform/package-root.ts';
import { ownBlock, type UserIds, userFor } from '../../platform/user-ids.ts';
import type { Log } from '../../ports/log.ts';
import type { Running } from '../../main.ts';
import { openLedgerOf } from '../open-ledger.ts';
import { placesOf } from '../places-of.ts';
import { giveFolders } from './give-folders.ts';
import { type Namespace, openNamespace, safePath } from './namespace.ts';
import { requireReadable } from './require-readable.ts';
import { RoleProcess, type RoleCommand } from './role-process.ts';
import { variablesOf } from './variables-of.ts';

const connectMs = 10_000;
const daily = 24 * 3_600_000;
/** What ends the process that a role is, beyond the time that the role itself has. */
const spareMs = 5_000;

const isWorker = (role: ProcessRole): boolean => role !== 'web' && role !== 'bot';

function usersOf(dataDir: string): Readonly<Record<ProcessRole, UserIds>> {
  const user = (role: ProcessRole): UserIds => {
    const found = userFor('roles', dataDir, role);
    if (found === undefined) throw new Error('roles are given users of their own only where Greenroom is root');
    return found;
  };
  return {
    web: user('web'),
    bot: user('bot'),
    'worker-staging': user('worker-staging'),
    'worker-production': user('worker-production'),
  };
}

/** Variables of one role, and nothing else of ours. Secrets go by value: the role's user may not read our files. */
function environmentOf(role: ProcessRole, config: Config, ledger: string): Record<string, string> {
  const { plain, secrets } = variablesOf(role, config.file);
  const given = (names: readonly string[], read: (name: string) => string | undefined) =>
    names.flatMap((name) => {
      const value = read(name);
      return value === undefined || value === '' ? [] : [[name, value] as const];
    });
  return {
    ...ownProcess,
    PATH: safePath,
    HOME: '/',
    ...Object.fromEntries(given(plain, ownVariable)),
    ...Object.fromEntries(given(secrets, (name) => config.secrets.find(name))),
    GREENROOM_CONFIG: config.path,
    GREENROOM_DATA_DIR: config.dataDir,
    DATABASE_URL: ledger,
    ...(config.redisUrl === undefined ? {} : { REDIS_URL: config.redisUrl }),
  };
}

/** As root: a worker is root of a namespace that maps its tier's users alone; the others are plain users. */
async function commandOf(
  role: ProcessRole,
  env: Record<string, string>,
  user: UserIds,
  namespaces: Namespace[],
  log: Log,
): Promise<RoleCommand> {
  const itself = [process.execPath, join(packageRoot, 'bin/greenroom.js'), 'start', '--role', role] as const;
  if (!isWorker(role)) return { role, ...asUser(user, itself, env) };
  const namespace = await openNamespace(user, ownBlock(role === 'worker-staging' ? 'staging' : 'production'));
  if (namespace === undefined) {
    log.warn(
      { role },
      'this machine allows no user namespaces (a container without CAP_SYS_ADMIN?): the worker runs as root, and only ' +
        'its environment and its rights in the database keep it from the other tier',
    );
    return { role, argv: withoutNewRights(itself), env };
  }
  namespaces.push(namespace);
  return {
    role,
    argv: ['nsenter', `--user=${namespace.path}`, '--setuid', '0', '--setgid', '0', '--', ...withoutNewRights(itself)],
    env,
  };
}

/**
 * Starts each role as a process of its own: as another user, with only the secrets that are its work's, and looks after
 * them. This process itself speaks to nobody outside; it keeps the database and what the roles cannot do for each other.
 */
export async function startApart(config: Config): Promise<Running> {
  const log = createLog({ level: config.logLevel, role: 'all', secrets: () => config.secrets.known() });
  const users = usersOf(config.dataDir);
  requireReadable([config.path, join(packageRoot, 'bin/greenroom.js'), process.execPath]);
  const opened = await openLedgerOf(config, 'all', log);
  const roles: RoleProcess[] = [];
  const namespaces: Namespace[] = [];
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const prune = (): void => {
    opened
      .prune(config.file.retention)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'old logs were not cleared away'));
  };
  const pruning = setInterval(prune, daily);
  const close = async (deadlineMs: number): Promise<readonly string[]> => {
    clearInterval(pruning);
    await Promise.all(roles.map((one) => one.stop(deadlineMs + spareMs)));
    for (const namespace of namespaces.splice(0)) namespace.close();
    await opened.close();
    return [];
  };
  try {
    await giveFolders(config.dataDir, config.file, {
      staging: users['worker-staging'],
      production: users['worker-production'],
    });
    // The queue's tables are the owner's to make, and their rights are given with the others.
    if (config.redisUrl === undefined) await preparePostgres(opened.url, connectMs);
    const addresses = await openRoles({ url: opened.url, places: placesOf(config.file), clock: systemClock, log });
    for (const role of processRoles) {
      const env = environmentOf(role, config, addresses[role]);
      const command = await commandOf(role, env, users[role], namespaces, log);
      roles.push(
        new RoleProcess(command, systemClock, log, (_, word) => {
          for (const one of roles) if (one.role === 'web') one.tell(word);
        }),
      );
    }
    await Promise.all(roles.map((one) => one.start(fail)));
    const port = roles.find(({ role }) => role === 'web')?.port;
    return { failed, close, ...(port === undefined ? {} : { port }) };
  } catch (error) {
    await close(spareMs);
    throw error;
  }
}
