import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where execvp(3) looks without a PATH. */
const usualPath = '/usr/bin:/bin';

/**
 * Whether somebody could start it: looked for as execvp(3) does, by a path that is not absolute from `cwd`. For where
 * another program is to start it, whose own end would be all that is told.
 */
export function isProgram(name: string, cwd: string, path: string = usualPath): boolean {
  // `env` would take it for a variable.
  if (name.includes('=')) return false;
  const places = name.includes('/')
    ? [name]
    : path.split(':').map((folder) => `${folder === '' ? '.' : folder}/${name}`);
  return places.some((place) => {
    const file = resolve(cwd, place);
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}
