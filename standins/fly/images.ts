import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Digest } from './model.ts';

const manifestShape = z.looseObject({
  mediaType: z.string(),
  config: z.looseObject({ digest: z.string() }).optional(),
  layers: z.array(z.looseObject({ digest: z.string() })).optional(),
  manifests: z
    .array(
      z.looseObject({
        digest: z.string(),
        platform: z.looseObject({ os: z.string(), architecture: z.string() }).optional(),
      }),
    )
    .optional(),
});
export type ManifestJson = z.output<typeof manifestShape>;

export interface StoredManifest {
  readonly bytes: Buffer;
  readonly type: string;
  readonly json: ManifestJson;
}

export function digestOf(bytes: Buffer | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Blobs and manifests by repository, as a registry has them: a repository has what was pushed to it and nothing else. */
export class Images {
  readonly #folder: string;
  readonly #manifests = new Map<string, Map<string, StoredManifest>>();
  readonly #tags = new Map<string, string>();
  readonly #blobs = new Map<string, Set<string>>();

  constructor(folder: string) {
    this.#folder = join(folder, 'blobs');
  }

  async putBlob(repository: string, bytes: Buffer): Promise<Digest> {
    const digest = digestOf(bytes);
    await mkdir(this.#folder, { recursive: true });
    await writeFile(join(this.#folder, digest.slice(7)), bytes);
    this.addBlob(repository, digest);
    return digest;
  }

  /** A mount: the blob is there already, and this repository may have it. */
  addBlob(repository: string, digest: string): void {
    const of = this.#blobs.get(repository) ?? new Set();
    this.#blobs.set(repository, of.add(digest));
  }

  hasBlob(repository: string, digest: string): boolean {
    return this.#blobs.get(repository)?.has(digest) === true;
  }

  blob(digest: string): Promise<Buffer> {
    return readFile(join(this.#folder, digest.slice(7)));
  }

  putManifest(repository: string, reference: string, bytes: Buffer): Digest {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    const json = manifestShape.parse(parsed);
    const digest = digestOf(bytes);
    const of = this.#manifests.get(repository) ?? new Map<string, StoredManifest>();
    this.#manifests.set(repository, of.set(digest, { bytes, type: json.mediaType, json }));
    if (!reference.startsWith('sha256:')) this.#tags.set(`${repository}:${reference}`, digest);
    return digest;
  }

  manifest(repository: string, reference: string): { digest: string; stored: StoredManifest } | undefined {
    const digest = reference.startsWith('sha256:') ? reference : this.#tags.get(`${repository}:${reference}`);
    const stored = digest === undefined ? undefined : this.#manifests.get(repository)?.get(digest);
    return digest === undefined || stored === undefined ? undefined : { digest, stored };
  }

  /** Somebody pushes something else under the same tag. */
  moveTag(repository: string, tag: string, digest: string): void {
    this.#tags.set(`${repository}:${tag}`, digest);
  }

  /** Fly prunes what is not deployed. */
  prune(repository: string, digest: string): void {
    this.#manifests.get(repository)?.delete(digest);
  }

  tagsOf(repository: string): readonly string[] {
    const start = `${repository}:`;
    return [...this.#tags.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  }
}
