import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Pushed code runs as another user, who has to be able to enter the data folder (not to list it). Checked at start, so
 * that it is told in plain words rather than as a failed build.
 */
export function requireReachable(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  // The data folder itself is ours to open for passing through; what is private in it has modes of its own.
  const { mode } = statSync(dataDir);
  if ((mode & 0o011) !== 0o011) chmodSync(dataDir, (mode & 0o7777) | 0o011);
  for (let folder = resolve(dataDir); ; folder = dirname(folder)) {
    const closed = ((): boolean => {
      try {
        return (statSync(folder).mode & 0o001) === 0;
      } catch {
        return false;
      }
    })();
    if (closed)
      throw new Error(
        `GREENROOM_DATA_DIR: ${folder} may not be entered by other users, and pushed code runs as another user here. ` +
          `Choose a data folder elsewhere, or allow entering it: chmod o+x ${folder}`,
      );
    if (folder === dirname(folder)) return;
  }
}
