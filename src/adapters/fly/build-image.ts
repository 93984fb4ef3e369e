import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit, Digest } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import { flyctl } from './flyctl.ts';
import { type ImageConfig, imageConfigOf } from './image-config.ts';
import { type FlyPlace, type FlyService, registryOf } from './place.ts';
import { manifestOf } from './registry.ts';

/** An image of a commit, by what it is called in the registry and what is written inside it. */
export interface ImageOrder {
  readonly commit: Commit;
  /** What it is made from, as one hash; written onto the image, so that it is found again. */
  readonly key: string;
  /** Its tag in the app's repository. */
  readonly label: string;
  /** What the build is given besides the commit: a frontend's addresses, where it is built for one environment. */
  readonly given?: Readonly<Record<string, string>>;
  /** A stage of the Dockerfile; the last one where left out. */
  readonly stage?: string;
}

export interface BuiltImage extends ImageConfig {
  readonly digest: Digest;
}

export type Built =
  | { readonly ok: true; readonly image: BuiltImage }
  | { readonly ok: false; readonly how: 'failed' | 'deadline'; readonly detail: string; readonly retry: boolean };

/** Trouble of the builder, not of the pushed code: worth another try (fly.md §6.7). */
const builderTrouble =
  /failed to provision|unexpected EOF|deadline_exceeded|error connecting to docker|403 Forbidden|context deadline exceeded|unavailable: connection/i;

/** What is in the app's repository under this label, as the image that Fly runs of it. */
async function pushedImage(
  place: FlyPlace,
  service: FlyService,
  label: string,
  signal: AbortSignal,
): Promise<BuiltImage | undefined> {
  const registry = registryOf(place, service.app, service.token());
  const manifest = await manifestOf(registry, label, signal);
  if (manifest === undefined) return undefined;
  const image = manifest.plain === manifest.digest ? manifest : await manifestOf(registry, manifest.plain, signal);
  if (image === undefined) return undefined;
  return { digest: image.digest, ...(await imageConfigOf(registry, image, signal)) };
}

const revisionOf = ({ labels }: BuiltImage): string | undefined => labels['org.opencontainers.image.revision'];

function isIt(image: BuiltImage, { commit, key }: ImageOrder): boolean {
  return revisionOf(image) === commit && image.labels['greenroom.key'] === key;
}

/** What a worker that died has pushed already. What is there under the label and is something else is not taken. */
export async function foundImage(
  place: FlyPlace,
  service: FlyService,
  order: ImageOrder,
  signal: AbortSignal,
): Promise<BuiltImage | undefined> {
  const there = await pushedImage(place, service, order.label, signal);
  return there !== undefined && isIt(there, order) ? there : undefined;
}

/**
 * Has Fly's own builder build a commit and push it; no release is made. Which digest it is, is read from the registry,
 * never from what the builder printed. An index is taken for the image that Fly runs of it, so that what machines say
 * can be compared (fly.md §2).
 */
export async function buildImage(place: FlyPlace, service: FlyService, order: ImageOrder, io: ActIo): Promise<Built> {
  const failed = (detail: string, retry = false): Built => ({ ok: false, how: 'failed', detail, retry });
  const { docker } = service.config.build;
  if (docker === undefined) return failed(`${service.name} has no build.docker in the config`);
  const parent = join(place.ownDir, 'fly-builds');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, 'tree-'));
  try {
    const tree = join(folder, 'tree');
    await mkdir(tree);
    await place.source.export(place.project, order.commit, tree, io.signal);
    await io.fence();
    const ended = await flyctl(
      {
        addresses: place.addresses,
        clock: place.clock,
        ownDir: place.ownDir,
        token: service.token(),
        deadlineMs: place.config.deadlines.build,
        silenceMs: place.pace.silenceMs,
      },
      words(service, order, tree, docker.file),
      tree,
      io,
    );
    if (ended.how === 'aborted') return { ok: false, how: 'deadline', detail: 'the build was stopped', retry: true };
    if (ended.how === 'deadline') return { ok: false, how: 'deadline', detail: ended.detail, retry: false };
    const image = await settled(() => pushedImage(place, service, order.label, io.signal), place, io);
    if (image === undefined)
      return failed(
        `${ended.detail}, and the registry has no image ${order.label} of ${service.app}`,
        (ended.how === 'exit' && ended.exitCode === 0) ||
          ['silent', 'lost'].includes(ended.how) ||
          builderTrouble.test(ended.said),
      );
    if (!isIt(image, order))
      return failed(
        `the image ${order.label} says that it is of ${revisionOf(image) ?? 'no commit'}; wanted ${order.commit}. Something else has pushed under this name`,
      );
    return { ok: true, image };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function words(
  { app, path }: FlyService,
  { commit, key, label, stage, given = {} }: ImageOrder,
  tree: string,
  file: string,
) {
  return [
    'deploy',
    tree,
    '-a',
    app,
    '-c',
    join(tree, path),
    '--dockerfile',
    join(tree, file),
    ...(stage === undefined ? [] : ['--build-target', stage]),
    '--build-only',
    '--push',
    '--remote-only',
    '--depot=true',
    '--image-label',
    label,
    '--label',
    `org.opencontainers.image.revision=${commit}`,
    '--label',
    `greenroom.key=${key}`,
    '--build-arg',
    `GREENROOM_COMMIT=${commit}`,
    ...Object.entries(given).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    '--yes',
  ];
}

/** A fresh push may not be there for a moment (fly.md §2): asked three times. */
async function settled<T>(
  ask: () => Promise<T | undefined>,
  { clock, pace }: Pick<FlyPlace, 'clock' | 'pace'>,
  io: ActIo,
): Promise<T | undefined> {
  for (let looks = 1; ; looks += 1) {
    const found = await ask();
    if (found !== undefined || looks >= 3 || io.signal.aborted) return found;
    await clock.wait(pace.lookMs, io.signal);
  }
}
