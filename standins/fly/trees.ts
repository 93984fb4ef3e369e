import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageConfig } from './build.ts';
import type { Images, StoredManifest } from './images.ts';
import { tarred } from './tarred.ts';

export interface Unpacked {
  readonly root: string;
  readonly config: ImageConfig;
}

/** Images as folders, each unpacked once; what runs from one is told to leave it alone, as a container's own layer is not. */
export class Trees {
  readonly #folder: string;
  readonly #images: Images;
  readonly #made = new Map<string, Promise<Unpacked>>();

  constructor(folder: string, images: Images) {
    this.#folder = join(folder, 'trees');
    this.#images = images;
  }

  of(digest: string, { json }: StoredManifest): Promise<Unpacked> {
    const found = this.#made.get(digest) ?? this.#unpack(digest, json);
    this.#made.set(digest, found);
    return found;
  }

  async #unpack(digest: string, json: StoredManifest['json']): Promise<Unpacked> {
    const root = join(this.#folder, digest.slice(7));
    const draft = `${root}.new`;
    await mkdir(draft, { recursive: true });
    for (const layer of json.layers ?? []) {
      const tar = `${draft}.tar`;
      await writeFile(tar, await this.#images.blob(layer.digest));
      await tarred(['-C', draft, '-xf', tar]);
    }
    await rename(draft, root);
    const parsed: { config: ImageConfig } = JSON.parse((await this.#images.blob(json.config?.digest ?? '')).toString());
    return { root, config: parsed.config };
  }
}
