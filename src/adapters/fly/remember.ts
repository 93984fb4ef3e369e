import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import type { FlyPlace, FlyService } from './place.ts';

/**
 * The fly.toml with which an image was last brought to an app, kept by the image's digest: going back means the earlier
 * image with the earlier file, and the commit that it came with is not known to who only sees machines.
 */
function pathOf({ ownDir }: FlyPlace, { app }: FlyService, digest: Digest): string {
  return join(ownDir, 'fly-put', app, `${digest.slice('sha256:'.length)}.toml`);
}

export async function remember(place: FlyPlace, service: FlyService, digest: Digest, toml: string): Promise<void> {
  const path = pathOf(place, service, digest);
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  // Whole or not at all, whenever we are killed.
  await writeFile(`${path}.new`, toml, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function remembered(place: FlyPlace, service: FlyService, digest: Digest): Promise<string | undefined> {
  try {
    return await readFile(pathOf(place, service, digest), 'utf8');
  } catch {
    return undefined;
  }
}
