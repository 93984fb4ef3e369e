import { createHash } from 'node:crypto';
import type { FlyAddresses, Secrets } from '../../config/config.ts';
import { IncompleteTree } from '../../core/incomplete-tree.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { type Artifact, type Commit, asVariant } from '../../core/release.ts';
import type { BuildResult, BuildVariant, Builder } from '../../ports/builder.ts';
import type { ActIo } from '../../ports/io.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ConfigFile, ProjectConfig } from '../../ports/project.ts';
import type { Source } from '../../ports/source.ts';
import { type ImageOrder, buildImage, foundImage } from './build-image.ts';
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

/** Label of an image in the registry, from its key: what a worker that died has pushed is found again by it. */
const labelOf = (commit: Commit, key: string): string => `git-${commit.slice(0, 12)}-${key.slice(0, 12)}`;

/** Builds commits into images, once a key, into staging's repository (build-image.ts). */
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

  const orderOf = (project: string, commit: Commit, service: string, variant?: BuildVariant): ImageOrder => {
    const mine = key(project, commit, service, variant);
    const given = variant?.given;
    return { commit, key: mine, label: labelOf(commit, mine), ...(given === undefined ? {} : { given }) };
  };

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
    await place.apart();
    const wrong = await tomlsAreRight({ project, config, source, commit }, service);
    if (wrong !== undefined) return failed('target.config', wrong.detail);
    const order = orderOf(project, commit, service, variant);
    const built = await buildImage(place, its, order, io).catch((error: unknown) => {
      if (error instanceof IncompleteTree) return error;
      throw error;
    });
    if (built instanceof IncompleteTree) return failed('build.incomplete', built.message);
    if (!built.ok)
      return failed(built.how === 'deadline' ? 'build.deadline' : 'build.failed', built.detail, built.retry);
    return { ok: true, artifact: asVariant({ service, key: order.key, digest: built.image.digest }, variant) };
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
      const place = placeOf(project);
      const there = await foundImage(
        place,
        serviceOf(place, service),
        orderOf(project, commit, service, variant),
        signal,
      );
      return there === undefined ? undefined : asVariant({ service, key: mine, digest: there.digest }, variant);
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
