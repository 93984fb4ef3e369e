import { createHash } from 'node:crypto';
import { readFile, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that an image is made from, but for the labels, which are written on afterwards. */
export interface Recipe {
  readonly source: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
}

/** Bytes. What is larger is built each time, rather than kept. */
const most = 8e6;

/** One hash over all that; undefined where the Dockerfile is not there, which the build is to say. */
export async function keyOf({ source, dockerfile, args, target }: Recipe): Promise<string | undefined> {
  const text = await readFile(dockerfile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const hash = createHash('sha256').update(
    JSON.stringify([text, Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1)), target]),
  );
  const files = await readdir(source, { recursive: true, withFileTypes: true });
  for (const file of files.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))) {
    const path = pathOf(file);
    hash.update(JSON.stringify([path.slice(source.length), (await stat(path)).mode]));
    if (file.isSymbolicLink()) hash.update(await readlink(path));
    else if (file.isFile())
      hash.update(
        createHash('sha256')
          .update(await readFile(path))
          .digest(),
      );
  }
  return hash.digest('hex');
}

const pathOf = ({ parentPath, name }: { parentPath: string; name: string }): string => join(parentPath, name);

/**
 * What was built once is not built again from the very same, as BuildKit does it for all who build there, at the same
 * time, too. A build that fails is nobody else's: everybody has it fail by itself.
 */
export class BuildCache<T extends { readonly layer: Buffer }> {
  readonly #made = new Map<string, Promise<T>>();

  async of(key: string | undefined, make: () => Promise<T>): Promise<T> {
    if (key === undefined) return make();
    const found = await this.#made.get(key)?.catch(() => undefined);
    if (found !== undefined) return found;
    const making = make();
    this.#made.set(key, making);
    const forget = (): void => {
      if (this.#made.get(key) === making) this.#made.delete(key);
    };
    await making.then(({ layer }) => layer.length > most && forget(), forget);
    return making;
  }
}
