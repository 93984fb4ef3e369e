import { createHash } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ActIo } from '../../ports/io.ts';
import type { Log } from '../../ports/log.ts';
import type { Source } from '../../ports/source.ts';
import { beginBuild } from './build-place.ts';
import { keepInstall, keptInstall } from './kept-installs.ts';
import { giveUsualModes } from './lay-under.ts';
import { removeTree } from './remove-tree.ts';
import { type Commands, endOwn, type Failed, giveToBuild, runCommands } from './run-commands.ts';
import { isUntouched, seal, treeOf } from './store.ts';

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

/** What was installed just now is stored while the build goes on. Rejects as `seal` does, or where the lease is lost. */
export interface Storing {
  readonly stored: Promise<void>;
}

/**
 * Brings the packages of a build to it by `lay`, which copies a tree: kept from when they were last installed from the
 * same files by the same commands, or else installed now. Where they are installed there is nothing but these files, so
 * that what comes of it cannot depend on anything else of the commit; and it is stored as an artifact is, so that what is
 * found is what was made.
 */
export async function layPackages(
  install: Install,
  source: Pick<Source, 'part' | 'exportPart'>,
  log: Log,
  io: ActIo,
  lay: (tree: string) => Promise<void>,
): Promise<Storing | Failed> {
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
  const key = keyOf(install, part.id);
  const kept = keptInstall(dataDir, project, key);
  if (kept !== undefined && (await isUntouched(dataDir, kept))) {
    io.output(`Packages: found what was installed before from the same ${files}.\n`);
    keepInstall(dataDir, project, key, kept);
    await lay(treeOf(dataDir, kept));
    return { stored: Promise.resolve() };
  }
  if (kept !== undefined)
    log.warn({ project, digest: kept }, 'stored packages are damaged or gone; they are installed anew');
  io.output(`Packages: installing from ${files} alone.\n`);
  // Its own for each build: what is left of an earlier try is ended, and that of another build is not.
  const place = await beginBuild(dataDir, sha256(`${key} ${install.build}`));
  const end = (): Promise<void> =>
    place
      .end()
      .catch((error: unknown) => log.warn({ error: String(error) }, 'an install’s folder could not be removed'));
  const store = async (tree: string): Promise<void> => {
    try {
      await io.fence();
      const digest = await seal(dataDir, tree, undefined, user, io.signal);
      // Once more: who slept through the end of his lease may have had the tree cleared away under his hands.
      await io.fence();
      keepInstall(dataDir, project, key, digest);
    } finally {
      await end();
    }
  };
  let stored: Promise<void> | undefined;
  try {
    await source.exportPart(project, commit, from, place.tree, io.signal);
    await giveToBuild(place, install);
    const ran = await runCommands(install, place, io);
    // Nobody may be left who could swap a file under our hands while the tree is copied and taken over.
    if (user !== undefined) await endOwn(user, io);
    if (ran !== undefined)
      return ran.code === 'build.failed' && !ran.retry
        ? { ...ran, detail: `${ran.detail}, where it had ${files} and nothing else of the commit` }
        : ran;
    // As it is found again later: what is stored has neither.
    await removeTree(join(place.tree, '.git'));
    await giveUsualModes(place.tree, { user, home: place.home, signal: io.signal });
    await lay(place.tree);
    // From here on nobody but us comes there: the build that goes on meanwhile is the user that has installed.
    await chmod(dirname(place.tree), 0o700);
    stored = store(place.tree);
    // Whoever builds waits for it in the end, and is told then.
    stored.catch(() => undefined);
    return { stored };
  } finally {
    if (stored === undefined) await end();
  }
}

function keyOf({ project, run, settings }: Install, part: string): string {
  // What is compiled for one Node, or one kind of machine, does not run on another.
  return sha256(JSON.stringify([project, part, run, settings, process.version, process.platform, process.arch]));
}
