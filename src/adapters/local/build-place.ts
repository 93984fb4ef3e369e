import { readFile, rm, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup } from '../../platform/kill-group.ts';
import { parseJson } from '../../trust.ts';
import { openFolder } from './own.ts';
import { type ProcessId, identify, isAlive } from './process-id.ts';
import { removeTree } from './store.ts';

export interface BuildPlace {
  readonly tree: string;
  readonly home: string;
  /** Remembers whose group works here. */
  readonly started: (pid: number) => void;
  readonly end: () => Promise<void>;
}

function isProcessId(value: unknown): value is ProcessId {
  return (
    value !== null &&
    typeof value === 'object' &&
    'pid' in value &&
    'startedAt' in value &&
    typeof value.pid === 'number' &&
    typeof value.startedAt === 'string'
  );
}

/** What an earlier worker left behind when it was killed in the middle: its build is ended before ours begins. */
async function endWhatWasLeft(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'process.json'), 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const left = ((): unknown => {
      try {
        return parseJson(text);
      } catch {
        return undefined;
      }
    })();
    if (isProcessId(left) && isAlive(left)) killGroup(left.pid, 'SIGKILL');
  }
  await removeTree(folder);
}

/** One folder a key: a second build of the same key finds, and ends, what the first one left. */
export async function beginBuild(dataDir: string, key: string): Promise<BuildPlace> {
  const folder = join(dataDir, 'builds', key.slice(0, 32));
  await endWhatWasLeft(folder);
  const place = { tree: join(folder, 'tree'), home: join(folder, 'home') };
  for (const one of [join(dataDir, 'builds'), folder, place.home]) await openFolder(one);
  await writeFile(join(folder, 'key'), key);
  return {
    ...place,
    started: (pid) => {
      const its = identify(pid);
      // Written at once, without waiting: we may be killed at any moment from here on.
      if (its !== undefined) writeFileSync(join(folder, 'process.json'), JSON.stringify(its));
    },
    end: async () => {
      await removeTree(place.tree);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
