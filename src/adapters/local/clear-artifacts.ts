import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import { readState } from './host/state-file.ts';
import { keptInstalls } from './kept-installs.ts';
import { removeTree } from './remove-tree.ts';

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

/** Artifacts that nobody needs: not in `keep`, not served, no packages that builds go on from, and not sealed within the last hour. By folder name. */
export function staleArtifacts(
  dataDir: string,
  keep: ReadonlySet<Digest>,
  now: number,
): readonly { readonly name: string; readonly since: number }[] {
  const served = servedHere(dataDir);
  const installs = keptInstalls(dataDir);
  const kept: ReadonlySet<string> = keep;
  return foldersOf(join(dataDir, 'artifacts')).flatMap((name) => {
    const digest = `sha256:${name}`;
    if (kept.has(digest) || served.has(digest) || installs.has(digest)) return [];
    const since = statSync(join(dataDir, 'artifacts', name)).mtimeMs;
    return now - since < youngMs ? [] : [{ name, since }];
  });
}

/** Moved aside first, so that nobody can start half of one; what an earlier removal left half done goes, too. */
export async function removeArtifact(dataDir: string, name: string): Promise<void> {
  const folder = join(dataDir, 'artifacts', name);
  const aside = name.includes('.') ? folder : `${folder}.cleared-${randomUUID()}`;
  if (aside !== folder) await rename(folder, aside);
  await removeTree(aside);
}

/** Removes what is stale; how many. */
export async function clearArtifacts(dataDir: string, keep: ReadonlySet<Digest>, now: number): Promise<number> {
  const stale = staleArtifacts(dataDir, keep, now);
  for (const { name } of stale) await removeArtifact(dataDir, name);
  return stale.length;
}
