import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import { readState } from './host/state-file.ts';
import { removeTree } from './store.ts';

/** One that was sealed just now may not be in the ledger yet. */
const youngMs = 60 * 60_000;

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * What the hosts serve or would start again, as their own files say. One that cannot be read ends the clearing. Where
 * the other tier's worker is another user its hosts are closed to us; what they serve the ledger says: what an
 * environment runs is among what it ran last.
 */
function servedHere(dataDir: string): ReadonlySet<string> {
  const hosts = join(dataDir, 'hosts');
  return new Set(
    foldersOf(hosts).flatMap((name) =>
      isOurs(join(hosts, name))
        ? Object.values(readState(join(hosts, name, 'state.json'))?.services ?? {}).map(({ version }) => version.digest)
        : [],
    ),
  );
}

function isOurs(folder: string): boolean {
  return statSync(folder).uid === process.getuid?.();
}

/**
 * Removes artifacts that nobody needs: not in `keep`, not served, and not sealed within the last hour. Moved aside
 * first, so that nobody can start half of one; what an earlier clearing left half removed goes, too.
 */
export async function clearArtifacts(dataDir: string, keep: ReadonlySet<Digest>, now: number): Promise<number> {
  const store = join(dataDir, 'artifacts');
  const served = servedHere(dataDir);
  const kept: ReadonlySet<string> = keep;
  let cleared = 0;
  for (const name of foldersOf(store)) {
    const digest = `sha256:${name}`;
    if (kept.has(digest) || served.has(digest)) continue;
    const folder = join(store, name);
    if (now - statSync(folder).mtimeMs < youngMs) continue;
    const aside = name.includes('.') ? folder : `${folder}.cleared-${randomUUID()}`;
    if (aside !== folder) await rename(folder, aside);
    await removeTree(aside);
    cleared += 1;
  }
  return cleared;
}
