import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';

/** Those of hundreds of files, which Node looks up one by one: 90 ms of computing at each start of the app. */
const manyFiles = ['kysely', 'zod'];

/**
 * This repository's packages for the event app, which has the same ones: made once for all that start it in a run, with
 * those of hundreds of files as one file each.
 */
export async function eventPackages(root: string): Promise<string> {
  // Where the run counts: a folder of this run alone, which it removes.
  const place = join(dirname(inject('tally')), 'event-app-packages');
  const made = await mkdtemp(`${place}-`);
  const packages = join(root, 'node_modules');
  for (const name of await readdir(packages)) {
    if (!manyFiles.includes(name)) await symlink(join(packages, name), join(made, name));
  }
  for (const name of manyFiles) {
    await mkdir(join(made, name));
    await writeFile(join(made, name, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }));
    await build({
      stdin: { contents: `export * from '${name}';`, resolveDir: root },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: join(made, name, 'index.js'),
    });
  }
  // Whoever is first; what the others have made by then is the same.
  await rename(made, place).catch(() => rm(made, { recursive: true, force: true }));
  return place;
}
