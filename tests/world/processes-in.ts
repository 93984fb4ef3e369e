import { readdirSync, readlinkSync } from 'node:fs';

/** Processes that were started in this folder, or have gone there. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => {
      try {
        return /^\d+$/.test(name) && `${readlinkSync(`/proc/${name}/cwd`)}/`.startsWith(`${folder}/`);
      } catch {
        return false;
      }
    })
    .map(Number);
}
