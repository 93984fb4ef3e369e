import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flyctlVersion } from '../../adapters/fly/flyctl-version.ts';
import { gitVersion } from '../../adapters/git/git-version.ts';
import { ConfigRefused, type Problem } from '../../config/problem.ts';
import type { Config } from '../../config/config.ts';
import { look } from '../../platform/ask-json.ts';
import { ownBlock, userFor } from '../../platform/user-ids.ts';
import type { DataFolderSeen, MachineSeen, UsersSeen } from '../../ports/survey.ts';
import { openNamespace } from '../apart/namespace.ts';
import type { RoleName } from '../process-roles.ts';
import { refuseBesideProduction } from '../refuse-beside-production.ts';
import type { DoctorsPatience } from './patience.ts';

/** The folder itself, or the nearest one above it that is there. */
async function nearest(path: string): Promise<string> {
  for (let here = path; ; here = dirname(here)) {
    if (
      await stat(here).then(
        () => true,
        () => false,
      )
    )
      return here;
    if (here === dirname(here)) return here;
  }
}

async function lookAtFolder(path: string): Promise<DataFolderSeen> {
  const there = await nearest(path);
  const writable = await access(there, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const { mode } = await stat(there);
  return { path, exists: there === path, writable, openToOthers: there === path && (mode & 0o022) !== 0 };
}

async function lookAtUsers(config: Config | undefined, role: RoleName): Promise<UsersSeen> {
  const user = config === undefined ? undefined : userFor('roles', config.dataDir, 'doctor');
  const namespace = user === undefined ? undefined : await openNamespace(user, ownBlock('staging'));
  namespace?.close();
  return {
    root: process.getuid?.() === 0,
    namespaces: namespace !== undefined,
    refusal:
      config === undefined ? undefined : refusalOf(() => refuseBesideProduction(config, role, process.getuid?.())),
  };
}

function refusalOf(what: () => void): string | undefined {
  try {
    what();
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    return error.problems.map(({ found }: Problem) => found).join(' · ');
  }
}

export async function lookAtMachine(
  config: Config | undefined,
  dataDir: string,
  role: RoleName,
  { withRequest, withLook }: DoctorsPatience,
): Promise<MachineSeen> {
  const onFly = Object.values(config?.file.projects ?? {}).some(({ environments }) =>
    Object.values(environments).some((one) => one.tier !== 'local' && one.target.kind === 'fly'),
  );
  const [git, flyctl, disk, dataFolder, users] = await Promise.all([
    look(gitVersion, withRequest('git')),
    onFly && config !== undefined ? look((over) => flyctlVersion(config.fly, over), withRequest('flyctl')) : undefined,
    look(async () => {
      const { bavail, bsize } = await statfs(await nearest(dataDir));
      return { freeBytes: bavail * bsize };
    }, withLook('the disk')),
    look(() => lookAtFolder(dataDir), withLook('the data folder')),
    look(() => lookAtUsers(config, role), withLook('the kernel')),
  ]);
  return { node: process.versions.node, git, flyctl, disk, dataFolder, users };
}
