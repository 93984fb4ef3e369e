import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runErrand } from '../errands/run-errand.ts';
import { BuildCache, keyOf, type Recipe } from './build-cache.ts';
import { type Images, digestOf } from './images.ts';
import type { Digest } from './model.ts';
import { tarred } from './tarred.ts';

export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}

interface Stage {
  readonly root: string;
  workdir: string;
  readonly env: Map<string, string>;
  cmd: readonly string[];
  entrypoint: readonly string[];
  readonly labels: Map<string, string>;
}

export class BuildFailed extends Error {}

const set = ([name, value]: readonly [string, string | undefined]): readonly (readonly [string, string])[] =>
  value === undefined ? [] : [[name, value]];

/** Lines of a Dockerfile with their continuations joined, without comments. */
function instructions(text: string): { name: string; rest: string }[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ name: line.split(/\s/)[0]?.toUpperCase() ?? '', rest: line.replace(/^\S+\s*/, '') }));
}

const words = (rest: string): string[] => rest.split(/\s+/).filter((word) => word !== '');

function argv(rest: string): string[] {
  if (!rest.startsWith('[')) return ['/bin/sh', '-c', rest];
  const parsed: unknown = JSON.parse(rest);
  if (!Array.isArray(parsed)) throw new BuildFailed(`not a list: ${rest}`);
  return parsed.map(String);
}

function pairs(rest: string): [string, string][] {
  return [...rest.matchAll(/([\w.]+)=("[^"]*"|\S*)/g)].map(([, name = '', value = '']) => [
    name,
    value.replace(/^"|"$/g, ''),
  ]);
}

interface Made {
  readonly layer: Buffer;
  readonly config: ImageConfig;
  readonly log: readonly string[];
}
const cache = new BuildCache<Made>();

/**
 * Builds an image without a container engine: each stage is a folder, `RUN` runs on this machine in it, and what comes
 * out is one layer, a configuration and a manifest, as an image is. Base images are left out: this machine is the base.
 */
export async function buildImage(
  images: Images,
  scratch: string,
  what: Recipe & { readonly repository: string; readonly labels: Readonly<Record<string, string>> },
  say: (line: string) => void,
): Promise<{ digest: Digest; bytes: Buffer }> {
  let mine: readonly string[] | undefined;
  const made = await cache.of(await keyOf(what), async () => {
    const log: string[] = [];
    mine = log;
    const heard = (line: string): void => {
      log.push(line);
      say(line);
    };
    return { ...(await seal(scratch, await lastStage(scratch, what, heard))), log };
  });
  if (mine !== made.log) for (const line of ['CACHED', ...made.log]) say(line);
  return push(images, what.repository, made, what.labels);
}

async function lastStage(scratch: string, what: Recipe, say: (line: string) => void): Promise<Stage> {
  const stages = new Map<string, Stage>();
  let current: Stage | undefined;
  let named = '';
  await mkdir(scratch, { recursive: true });
  const text = await readFile(what.dockerfile, 'utf8').catch(() => {
    throw new BuildFailed(`failed to read dockerfile: open ${what.dockerfile}: no such file or directory`);
  });
  for (const { name, rest } of instructions(text)) {
    if (name === 'FROM') {
      if (current !== undefined && what.target !== undefined && named === what.target) break;
      const [base = '', , as = ''] = words(rest);
      const root = join(scratch, `stage-${stages.size}`);
      await mkdir(root);
      const from = stages.get(base);
      if (from !== undefined) await cp(from.root, root, { recursive: true });
      current = {
        root,
        workdir: from?.workdir ?? '/',
        env: new Map(from?.env),
        cmd: from?.cmd ?? [],
        entrypoint: from?.entrypoint ?? [],
        labels: new Map(from?.labels),
      };
      named = as === '' ? String(stages.size) : as;
      stages.set(named, current);
      continue;
    }
    if (name === 'ARG' && current === undefined) continue;
    if (current === undefined) throw new BuildFailed(`no build stage in current context: ${name}`);
    await apply(current, stages, name, rest, what, say);
  }
  if (what.target !== undefined && named !== what.target)
    throw new BuildFailed(`target stage "${what.target}" could not be found`);
  if (current === undefined) throw new BuildFailed('the Dockerfile has no FROM');
  return current;
}

async function apply(
  stage: Stage,
  stages: ReadonlyMap<string, Stage>,
  name: string,
  rest: string,
  what: Recipe,
  say: (line: string) => void,
): Promise<void> {
  const inside = (path: string): string => join(stage.root, resolve(stage.workdir, path));
  switch (name) {
    case 'WORKDIR':
      stage.workdir = resolve(stage.workdir, rest);
      await mkdir(join(stage.root, stage.workdir), { recursive: true });
      return;
    case 'ENV':
      for (const [key, value] of pairs(rest)) stage.env.set(key, value);
      return;
    case 'LABEL':
      for (const [key, value] of pairs(rest)) stage.labels.set(key, value);
      return;
    case 'ARG': {
      const [key = '', given] = rest.split('=');
      const value = what.args[key] ?? given;
      if (value !== undefined) stage.env.set(key, value);
      return;
    }
    case 'CMD':
      stage.cmd = argv(rest);
      return;
    case 'ENTRYPOINT':
      stage.entrypoint = argv(rest);
      return;
    case 'COPY': {
      const all = words(rest);
      const from = all.find((word) => word.startsWith('--from='))?.slice('--from='.length);
      const paths = all.filter((word) => !word.startsWith('--'));
      const aim = paths.at(-1) ?? '.';
      for (const path of paths.slice(0, -1)) {
        const origin = from === undefined ? join(what.source, path) : join(stages.get(from)?.root ?? '/nowhere', path);
        const facts = await stat(origin).catch(() => {
          throw new BuildFailed(`failed to compute cache key: "/${path}": not found`);
        });
        const goal =
          facts.isDirectory() || !aim.endsWith('/') ? inside(aim) : join(inside(aim), path.split('/').at(-1) ?? '');
        await mkdir(facts.isDirectory() ? goal : dirname(goal), { recursive: true });
        await cp(origin, goal, { recursive: true });
      }
      return;
    }
    case 'RUN': {
      say(`#1 RUN ${rest}`);
      const [program = '', ...more] = argv(rest);
      // A builder's own settings: where packages come from is this machine's, as it is the builder's on Fly.
      const env = Object.fromEntries(Object.entries({ ...process.env, ...Object.fromEntries(stage.env) }).flatMap(set));
      const failed = (why: string): BuildFailed =>
        new BuildFailed(`process "/bin/sh -c ${rest}" did not complete successfully: exit code: 1\n${why}`);
      const where = { cwd: join(stage.root, stage.workdir), env };
      const { code, out, err } = await runErrand({ program, args: more, ...where }).catch((error: unknown) => {
        throw failed(String(error));
      });
      if (code !== 0) throw failed(err.toString());
      say(`${out.toString()}${err.toString()}`.trim());
      return;
    }
    case 'USER':
    case 'EXPOSE':
    case 'HEALTHCHECK':
      return;
    default:
      throw new BuildFailed(`unknown instruction: ${name}`);
  }
}

async function seal(scratch: string, stage: Stage): Promise<Omit<Made, 'log'>> {
  const tar = join(scratch, 'layer.tar');
  await tarred(['-C', stage.root, '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '-cf', tar, '.']);
  const layer = await readFile(tar);
  await rm(tar);
  const config: ImageConfig = {
    Env: [...stage.env].map(([key, value]) => `${key}=${value}`),
    Cmd: stage.cmd,
    Entrypoint: stage.entrypoint,
    WorkingDir: stage.workdir,
    Labels: Object.fromEntries(stage.labels),
  };
  return { layer, config };
}

async function push(
  images: Images,
  repository: string,
  { layer, config }: Made,
  labels: Readonly<Record<string, string>>,
): Promise<{ digest: Digest; bytes: Buffer }> {
  const labelled = { ...config, Labels: { ...config.Labels, ...labels } };
  const its = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: labelled }));
  const [layerDigest, configDigest] = [await images.putBlob(repository, layer), await images.putBlob(repository, its)];
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: its.length, digest: configDigest },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', size: layer.length, digest: layerDigest }],
    }),
  );
  return { digest: digestOf(bytes), bytes };
}
