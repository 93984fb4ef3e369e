import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endMarked } from '../../platform/end-marked.ts';
import { killGroup } from '../../platform/kill-group.ts';
import { parseJson } from '../../trust.ts';
import { openFolder } from './own.ts';
import { type ProcessId, identify, isAlive, isProcessId } from './process-id.ts';
import { removeTree } from './remove-tree.ts';

export interface BuildPlace {
  readonly tree: string;
  readonly home: string;
  /** Remembers whose group works here. */
  readonly started: (pid: number) => void;
  readonly end: () => Promise<void>;
}

/** Whose group works in this folder of a build; undefined where nobody does any more. */
export async function atWorkIn(folder: string): Promise<ProcessId | undefined> {
  const text = await readFile(join(folder, 'process.json'), 'utf8').catch(() => 'null');
  const its = ((): unknown => {
    try {
      return parseJson(text);
    } catch {
      return undefined;
    }
  })();
  return isProcessId(its) && isAlive(its) ? its : undefined;
}

/** What an earlier worker left behind when it was killed in the middle: its build is ended before ours begins. */
async function endWhatWasLeft(folder: string): Promise<void> {
  const left = await atWorkIn(folder);
  if (left !== undefined) killGroup(left.pid, 'SIGKILL');
  await removeTree(folder);
}

/**
 * A folder for this attempt. What earlier attempts at the same key left is ended first; each removes only its own, so
 * that a worker which has lost its lease does not take its successor's build away.
 */
export async function beginBuild(dataDir: string, key: string): Promise<BuildPlace> {
  const builds = join(dataDir, 'builds');
  const name = key.slice(0, 32);
  await openFolder(builds);
  for (const left of await readdir(builds)) if (left.startsWith(`${name}-`)) await endWhatWasLeft(join(builds, left));
  const folder = await mkdtemp(join(builds, `${name}-`));
  const place = { tree: join(folder, 'tree'), home: join(folder, 'home') };
  for (const one of [folder, place.home]) await openFolder(one);
  return {
    ...place,
    started: (pid) => {
      const its = identify(pid);
      // Written at once, without waiting: we may be killed at any moment from here on.
      if (its !== undefined) writeFileSync(join(folder, 'process.json'), JSON.stringify(its));
    },
    end: () => {
      endMarked('TMPDIR', place.home);
      return removeTree(folder);
    },
  };
}
