import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import { readState } from './host/state-file.ts';
import { servedBeforeHere } from './served-before.ts';
import { keptInstalls } from './kept-installs.ts';
import type { LocalPlace } from './place.ts';
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
  return staleIn(dataDir, new Set([...keep, ...servedHere(dataDir), ...keptInstalls(dataDir)]), now);
}

function staleIn(
  store: string,
  needed: ReadonlySet<string>,
  now: number,
): readonly { readonly name: string; readonly since: number }[] {
  return foldersOf(join(store, 'artifacts')).flatMap((name) => {
    if (needed.has(`sha256:${name}`)) return [];
    const since = statSync(join(store, 'artifacts', name)).mtimeMs;
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

/**
 * Production's own copies, but for those that are `wanted`, that it serves or has served before that: from there they are
 * taken back. What else it may go back to is stored still, and is taken along again.
 */
export async function clearCopies(
  place: Pick<LocalPlace, 'dataDir' | 'ownDir' | 'clock'>,
  wanted: ReadonlySet<Digest>,
): Promise<void> {
  const needed = new Set([...wanted, ...servedHere(place.dataDir), ...servedBeforeHere(place.ownDir)]);
  for (const { name } of staleIn(place.ownDir, needed, place.clock.now())) await removeArtifact(place.ownDir, name);
}
