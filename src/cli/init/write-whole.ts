import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * All of it or nothing: written beside, then moved into place. Without `over` a file that is there stays, also one that
 * somebody makes at this very moment: a hard link fails where the name is taken.
 */
export function writeWhole(path: string, text: string, mode: number, over: boolean): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    const file = openSync(beside, 'w', mode);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (over) renameSync(beside, path);
    else linkSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}
