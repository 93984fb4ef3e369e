import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlyAddresses, Secrets } from '../../config/config.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { type Artifact, type Commit, asVariant } from '../../core/release.ts';
import type { BuildResult, BuildVariant, Builder } from '../../ports/builder.ts';
import type { ActIo } from '../../ports/io.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ConfigFile, ProjectConfig } from '../../ports/project.ts';
import type { Source } from '../../ports/source.ts';
import { flyctl } from './flyctl.ts';
import { labelsOf } from './image-labels.ts';
import { type FlyPlace, type Pace, buildAppOf, registryOf, serviceOf } from './place.ts';
import { manifestOf } from './registry.ts';
import { tomlsAreRight } from './released-toml.ts';

export interface FlyBuilderOptions {
  /** As FlyPlace has it, for a project. */
  readonly apart: (project: string) => Promise<void>;
  /** What belongs to staging's worker alone. */
  readonly ownDir: string;
  readonly projects: ConfigFile['projects'];
  readonly source: Source;
  /** What the ledger has recorded under a key. */
  readonly lookup: (key: string) => Promise<Artifact | undefined>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly addresses: FlyAddresses;
  readonly pace: Pace;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const failed = (code: ReasonCode, detail: string, retry = false): BuildResult => ({ ok: false, code, detail, retry });

/** Trouble of the builder, not of the pushed code: worth another try (fly.md §6.7). */
const builderTrouble =
  /failed to provision|unexpected EOF|deadline_exceeded|error connecting to docker|403 Forbidden|context deadline exceeded|unavailable: connection/i;

/** Label of an image in the registry, from its key: what a worker that died has pushed is found again by it. */
const labelOf = (commit: Commit, key: string): string => `git-${commit.slice(0, 12)}-${key.slice(0, 12)}`;

/**
 * Builds commits into images with Fly's own builder, once a key, and pushes them to staging's repository; no release is
 * made. Which digest it is, is read from the registry, never from what the builder printed. An index is taken for the
 * image that Fly runs of it, so that what machines say can be compared (fly.md §2).
 */
export function createFlyBuilder(options: FlyBuilderOptions): Builder {
  const { projects, source, lookup, log } = options;
  const building = new Map<string, Promise<BuildResult>>();

  const configOf = (project: string): ProjectConfig => {
    const found = projects[project];
    if (found === undefined) throw new Error(`${project} is not configured`);
    return found;
  };
  const placeOf = (project: string): FlyPlace => {
    const config = configOf(project);
    const staging = Object.entries(config.environments).find(([, one]) => one.tier === 'staging')?.[0];
    if (staging === undefined) throw new Error(`${project} has no staging`);
    return { ...options, project, environment: staging, config, apart: () => options.apart(project) };
  };
  const key = (project: string, commit: Commit, service: string, variant?: BuildVariant): string => {
    const build = configOf(project).services[service]?.build;
    const app = buildAppOf({ config: configOf(project) }, service) ?? '';
    const its = variant === undefined ? [] : [variant.environment, variant.variables];
    return sha256(JSON.stringify([project, commit, service, sha256(JSON.stringify(build)), app, ...its]));
  };

  /** What is in staging's repository under the key's label, and is what the label says. */
  async function pushed(project: string, commit: Commit, service: string, mine: string, signal: AbortSignal) {
    const place = placeOf(project);
    const its = serviceOf(place, service);
    const registry = registryOf(place, its.app, its.token());
    const manifest = await manifestOf(registry, labelOf(commit, mine), signal);
    if (manifest === undefined) return undefined;
    const image = manifest.plain === manifest.digest ? manifest : await manifestOf(registry, manifest.plain, signal);
    if (image === undefined) return undefined;
    const labels = await labelsOf(registry, image, signal);
    const found = labels['org.opencontainers.image.revision'];
    return { digest: image.digest, revision: found, key: labels['greenroom.key'] };
  }

  async function make(
    project: string,
    commit: Commit,
    service: string,
    io: ActIo,
    variant: BuildVariant | undefined,
  ): Promise<BuildResult> {
    const place = placeOf(project);
    const { config } = place;
    const its = serviceOf(place, service);
    const docker = its.config.build.docker;
    if (docker === undefined) return failed('build.failed', `${service} has no build.docker in the config`);
    await place.apart();
    const wrong = await tomlsAreRight({ project, config, source, commit }, service);
    if (wrong !== undefined) return failed('target.config', wrong.detail);
    const mine = key(project, commit, service, variant);
    const parent = join(options.ownDir, 'fly-builds');
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(parent, 'tree-'));
    try {
      const tree = join(folder, 'tree');
      await mkdir(tree);
      await source.export(project, commit, tree, io.signal);
      await io.fence();
      const ended = await flyctl(
        {
          addresses: options.addresses,
          clock: options.clock,
          ownDir: options.ownDir,
          token: its.token(),
          deadlineMs: config.deadlines.build,
          silenceMs: options.pace.silenceMs,
        },
        [
          'deploy',
          tree,
          '-a',
          its.app,
          '-c',
          join(tree, its.path),
          '--dockerfile',
          join(tree, docker.file),
          '--build-only',
          '--push',
          '--remote-only',
          '--depot=true',
          '--image-label',
          labelOf(commit, mine),
          '--label',
          `org.opencontainers.image.revision=${commit}`,
          '--label',
          `greenroom.key=${mine}`,
          '--build-arg',
          `GREENROOM_COMMIT=${commit}`,
          ...Object.entries(variant?.given ?? {}).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
          '--yes',
        ],
        tree,
        io,
      );
      if (ended.how === 'aborted') return failed('build.deadline', 'the build was stopped', true);
      if (ended.how === 'deadline') return failed('build.deadline', ended.detail);
      const image = await settled(() => pushed(project, commit, service, mine, io.signal), options, io);
      if (image === undefined)
        return failed(
          'build.failed',
          `${ended.detail}, and the registry has no image ${labelOf(commit, mine)} of ${its.app}`,
          (ended.how === 'exit' && ended.exitCode === 0) || ended.how === 'silent' || builderTrouble.test(ended.said),
        );
      if (image.revision !== commit || image.key !== mine)
        return failed(
          'build.failed',
          `the image ${labelOf(commit, mine)} says that it is of ${image.revision ?? 'no commit'}; wanted ${commit}. Something else has pushed under this name`,
        );
      return { ok: true, artifact: asVariant({ service, key: mine, digest: image.digest }, variant) };
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  return {
    key,
    find: async (project, commit, service, variant) => {
      const mine = key(project, commit, service, variant);
      const signal = AbortSignal.timeout(60_000);
      const recorded = await lookup(mine);
      if (recorded !== undefined) {
        const place = placeOf(project);
        const its = serviceOf(place, service);
        if ((await manifestOf(registryOf(place, its.app, its.token()), recorded.digest, signal)) !== undefined)
          return asVariant(recorded, variant);
        log.warn({ service, digest: recorded.digest }, 'an image is gone from the registry; it is built anew');
      }
      // Pushed by a worker that died before it wrote that down.
      const there = await pushed(project, commit, service, mine, signal);
      if (there === undefined || there.revision !== commit || there.key !== mine) return undefined;
      return asVariant({ service, key: mine, digest: there.digest }, variant);
    },
    // Fly keeps images by its own rules, and gives nobody a list of them (fly.md §2).
    clear: async () => 0,
    build: (project, commit, service, io, variant) => {
      const mine = key(project, commit, service, variant);
      const current = building.get(mine);
      if (current !== undefined) return current;
      const made = make(project, commit, service, io, variant).finally(() => building.delete(mine));
      building.set(mine, made);
      return made;
    },
  };
}

/** A fresh push may not be there for a moment (fly.md §2): asked three times. */
async function settled<T>(
  ask: () => Promise<T | undefined>,
  { clock, pace }: Pick<FlyBuilderOptions, 'clock' | 'pace'>,
  io: ActIo,
): Promise<T | undefined> {
  for (let looks = 1; ; looks += 1) {
    const found = await ask();
    if (found !== undefined || looks >= 3 || io.signal.aborted) return found;
    await clock.wait(pace.lookMs, io.signal);
  }
}
