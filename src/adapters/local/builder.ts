import { createHash } from 'node:crypto';
import type { Secrets } from '../../config/config.ts';
import { IncompleteTree } from '../../core/incomplete-tree.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { type Artifact, type Commit, asVariant } from '../../core/release.ts';
import { endAllOf } from '../../platform/end-all-of.ts';
import { userFor } from '../../platform/user-ids.ts';
import type { BuildResult, BuildVariant, Builder } from '../../ports/builder.ts';
import type { ActIo } from '../../ports/io.ts';
import type { Log } from '../../ports/log.ts';
import type { ConfigFile } from '../../ports/project.ts';
import type { Source } from '../../ports/source.ts';
import { beginBuild } from './build-place.ts';
import { resolved } from './environment-of.ts';
import { digestOfKey } from './build-keys.ts';
import { clearArtifacts } from './clear-artifacts.ts';
import { NoRoom, namesFull } from './copy-tree.ts';
import { OddEntry } from './hash-tree.ts';
import { forgetInstallsBut } from './kept-installs.ts';
import { type Install, layPackages } from './install.ts';
import { layUnder, NotCopied } from './lay-under.ts';
import { requireReachable } from './reachable.ts';
import { type Commands, endOwn, giveToBuild, runCommands, stopped } from './run-commands.ts';
import { isTooLong, isWhole, seal } from './store.ts';
import { LinkOut } from './take-over.ts';

export interface BuilderOptions {
  readonly dataDir: string;
  readonly projects: ConfigFile['projects'];
  readonly source: Source;
  /** What the ledger has recorded under a key. */
  readonly lookup: (key: string) => Promise<Artifact | undefined>;
  /** For variables of builds that are secrets, such as a private registry's token. */
  readonly secrets: Secrets;
  readonly log: Log;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function failed(code: ReasonCode, detail: string, retry = false): BuildResult {
  return { ok: false, code, detail, retry };
}

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NoRoom) return true;
  // Git, which writes the tree, says it in words.
  return ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) || namesFull(error.message);
}

/** Builds commits into artifacts, once a key. Pushed code runs as another user where there is one to be. */
export function createBuilder(options: BuilderOptions): Builder {
  const { dataDir, projects, source, lookup, log } = options;
  if (userFor('staging') !== undefined) requireReachable(dataDir);
  const building = new Map<string, Promise<BuildResult>>();

  const configOf = (project: string, service: string) => {
    const found = projects[project]?.services[service];
    if (found === undefined) throw new Error(`${project} has no service ${service}`);
    return found;
  };
  const key = (project: string, commit: Commit, service: string, variant?: BuildVariant): string => {
    const build = sha256(JSON.stringify(configOf(project, service).build));
    const its = variant === undefined ? '' : JSON.stringify([variant.environment, variant.variables]);
    return sha256(JSON.stringify([project, commit, service, build, its]));
  };

  async function make(
    project: string,
    commit: Commit,
    service: string,
    io: ActIo,
    variant: BuildVariant | undefined,
  ): Promise<BuildResult> {
    const local = configOf(project, service).build.local;
    if (local === undefined) return failed('build.failed', `${service} has no build.local in the config`);
    const its = key(project, commit, service, variant);
    const user = userFor('staging', dataDir, project, 'build');
    // Of a build whose worker died, which could write to this one’s files. A project has one staging, whose lease is
    // ours, and its services are built one after the other: nobody else builds for it.
    if (user !== undefined) await endAllOf(user);
    const place = await beginBuild(dataDir, its);
    let stored = Promise.resolve();
    try {
      await source.export(project, commit, place.tree, io.signal);
      const given = resolved(local.env, options.secrets, `the build of ${project}/${service}`);
      const commands: Commands = {
        project,
        dataDir,
        user,
        run: local.run,
        env: { ...given, ...variant?.given, GREENROOM_COMMIT: commit, GREENROOM_SERVICE: service },
      };
      await giveToBuild(place, commands);
      if (local.install !== undefined) {
        const { from, run } = local.install;
        const install: Install = { ...commands, env: given, from, run, settings: local.env, commit, build: its };
        const lay = (tree: string): Promise<void> =>
          layUnder(tree, place.tree, { user, home: place.home, signal: io.signal });
        const packages = await layPackages(install, source, log, io, lay);
        if ('ok' in packages) return packages;
        ({ stored } = packages);
      }
      const ran = await runCommands(commands, place, io);
      // Nobody may be left who could swap a file under our hands while we take the tree over.
      if (user !== undefined) await endOwn(user, io);
      // First, since packages that cannot be kept may be why the build has failed.
      await stored;
      if (ran !== undefined) return ran;
      await io.fence();
      const digest = await seal(dataDir, place.tree, its, user, io.signal);
      return { ok: true, artifact: asVariant({ service, key: its, digest }, variant) };
    } catch (error) {
      if (io.signal.aborted) return stopped;
      if (error instanceof IncompleteTree) return failed('build.incomplete', error.message);
      if (isFull(error)) return failed('build.no-space', 'no space is left in the data folder');
      if (isTooLong(error))
        return failed('build.failed', 'a path in the tree is longer than the system allows (PATH_MAX)');
      if (error instanceof LinkOut || error instanceof OddEntry || error instanceof NotCopied)
        return failed('build.failed', error.message);
      throw error;
    } finally {
      await stored.catch(() => undefined);
      await place
        .end()
        .catch((error: unknown) => log.warn({ error: String(error) }, 'a build’s folder could not be removed'));
    }
  }

  return {
    key,
    find: async (project, commit, service, variant) => {
      const its = key(project, commit, service, variant);
      const recorded = await lookup(its);
      if (recorded !== undefined && (await isWhole(dataDir, recorded.digest))) return asVariant(recorded, variant);
      // Sealed here, though the ledger never heard of it or heard of a tree that has been lost since.
      const digest = digestOfKey(dataDir, its);
      if (digest !== undefined && digest !== recorded?.digest && (await isWhole(dataDir, digest)))
        return asVariant({ service, key: its, digest }, variant);
      if (recorded !== undefined)
        log.warn({ service, digest: recorded.digest }, 'a stored artifact is damaged or gone; it is built anew');
      return undefined;
    },
    clear: (keep, now) => {
      forgetInstallsBut(dataDir, Object.keys(projects));
      return clearArtifacts(dataDir, keep, now);
    },
    build: (project, commit, service, io, variant) => {
      const its = key(project, commit, service, variant);
      const current = building.get(its);
      if (current !== undefined) return current;
      const mine = make(project, commit, service, io, variant).finally(() => building.delete(its));
      building.set(its, mine);
      return mine;
    },
  };
}
