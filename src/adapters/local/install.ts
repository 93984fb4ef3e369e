import { createHash } from 'node:crypto';
import type { Digest } from '../../core/release.ts';
import { endAllOf } from '../../platform/user-ids.ts';
import type { ActIo } from '../../ports/io.ts';
import type { Log } from '../../ports/log.ts';
import type { Source } from '../../ports/source.ts';
import { beginBuild } from './build-place.ts';
import { keepInstall, keptInstall } from './kept-installs.ts';
import { type Commands, type Failed, giveToBuild, runCommands } from './run-commands.ts';
import { isUntouched, seal } from './store.ts';

/** What brings the packages of a build. */
export interface Install extends Commands {
  /** Of which files and folders of the commit it is made, and of nothing else. */
  readonly from: readonly string[];
  /** As the config has it: values of secrets are no part of a key. */
  readonly settings: unknown;
  readonly commit: string;
  /** Names the build that it is for. */
  readonly build: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The packages of a build: kept from when they were last installed from the same files by the same commands, or else
 * installed now. Where they are installed there is nothing but these files, so that what comes of it cannot depend on
 * anything else of the commit; and it is stored as an artifact is, so that what is found is what was made.
 */
export async function installed(
  install: Install,
  source: Pick<Source, 'part' | 'exportPart'>,
  log: Log,
  io: ActIo,
): Promise<Digest | Failed> {
  const { project, commit, dataDir, from, user } = install;
  const files = from.join(', ');
  const part = await source.part(project, commit, from);
  if (part.missing.length > 0)
    return {
      ok: false,
      code: 'build.failed',
      detail: `the commit has no ${part.missing.join(', ')}, which build.local.install.from of the config names`,
      retry: false,
    };
  const key = sha256(
    // What is compiled for one Node, or one kind of machine, does not run on another.
    JSON.stringify([project, part.id, install.run, install.settings, process.version, process.platform, process.arch]),
  );
  const kept = keptInstall(dataDir, project, key);
  if (kept !== undefined && (await isUntouched(dataDir, kept))) {
    io.output(`Packages: found what was installed before from the same ${files}.\n`);
    keepInstall(dataDir, project, key, kept);
    return kept;
  }
  if (kept !== undefined)
    log.warn({ project, digest: kept }, 'stored packages are damaged or gone; they are installed anew');
  io.output(`Packages: installing from ${files} alone.\n`);
  // Its own for each build: what is left of an earlier try is ended, and that of another build is not.
  const place = await beginBuild(dataDir, sha256(`${key} ${install.build}`));
  try {
    await source.exportPart(project, commit, from, place.tree, io.signal);
    await giveToBuild(place, install);
    const ran = await runCommands(install, place, io);
    // Nobody may be left who could swap a file under our hands while the tree is taken over.
    if (user !== undefined) endAllOf(user);
    if (ran !== undefined)
      return ran.code === 'build.failed' && !ran.retry
        ? { ...ran, detail: `${ran.detail}, where it had ${files} and nothing else of the commit` }
        : ran;
    await io.fence();
    const digest = await seal(dataDir, place.tree, undefined, user === undefined ? undefined : { uid: 0, gid: 0 });
    keepInstall(dataDir, project, key, digest);
    return digest;
  } finally {
    await place
      .end()
      .catch((error: unknown) => log.warn({ error: String(error) }, 'an install’s folder could not be removed'));
  }
}
