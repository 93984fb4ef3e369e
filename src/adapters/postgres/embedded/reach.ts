import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Account } from './account.ts';

/** The nearest folder at or above `path` that this user cannot enter; undefined where there is none. */
export async function firstClosedFolder(path: string, account: Account): Promise<string | undefined> {
  let closed: string | undefined;
  for (let folder = await realpath(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) closed ??= folder;
    if (folder === dirname(folder)) return closed;
  }
}
