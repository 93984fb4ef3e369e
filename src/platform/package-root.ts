import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

const file = findPackageJSON('..', import.meta.url);
if (file === undefined) throw new Error('Greenroom runs from a folder without a package.json');

/** Folder of the package, from the sources and from the bundle alike. */
export const packageRoot = dirname(file);
