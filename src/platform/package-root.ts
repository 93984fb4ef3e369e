import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { parseJson } from '../trust.ts';

const file = findPackageJSON('..', import.meta.url);
if (file === undefined) throw new Error('Greenroom runs from a folder without a package.json');

/** Folder of the package, from the sources and from the bundle alike. */
export const packageRoot = dirname(file);

/** What package.json says, e.g. `0.1.0`. */
export function packageVersion(): string {
  const manifest = parseJson(readFileSync(`${packageRoot}/package.json`, 'utf8'));
  const version: unknown =
    manifest !== null && typeof manifest === 'object' ? Reflect.get(manifest, 'version') : undefined;
  return typeof version === 'string' ? version : 'of no version';
}
