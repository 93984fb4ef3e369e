import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseJson } from '../../../trust.ts';
import { type ProcessId, identify, isAlive, isProcessId } from '../process-id.ts';

/** One host an environment. A link fails where the name is taken, so of two that start at once one gives way. */
export function claim(path: string): { release(): void } | undefined {
  const me = identify(process.pid);
  if (me === undefined) throw new Error('the host could not read its own start time from /proc');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        linkSync(draft, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
        if (isHeld(path)) return undefined;
        removeStale(path);
      }
    }
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Renames it away, which only one can do, and looks at what it got: somebody else may have claimed it just before. */
function removeStale(path: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (isHeld(aside)) linkSync(aside, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Whether the process that claimed it still lives. */
export function isHeld(path: string): boolean {
  const holder = holderOf(path);
  return holder !== undefined && isAlive(holder);
}

/** Who claimed it and has not released it; undefined where nobody has, or what is written cannot be read. */
export function holderOf(path: string): ProcessId | undefined {
  try {
    const holder = parseJson(readFileSync(path, 'utf8'));
    return isProcessId(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}
