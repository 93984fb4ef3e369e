import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Leftover } from '../../core/leftover.ts';
import type { Digest } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult } from '../../ports/target.ts';
import { atWorkIn } from './build-place.ts';
import { removeArtifact, staleArtifacts } from './clear-artifacts.ts';
import type { LocalPlace } from './place.ts';
import { removeTree } from './remove-tree.ts';

/** A build or a suite takes minutes; a folder of one that is older belongs to a worker that died. */
const oldMs = 60 * 60_000;

interface Old {
  readonly left: Leftover;
  readonly folder: string;
}

async function oldFolders({ ownDir, dataDir, clock }: LocalPlace): Promise<readonly Old[]> {
  const olderIn = async (kind: string, parent: string): Promise<readonly Old[]> => {
    const found: Old[] = [];
    for (const name of await readdir(parent).catch(() => [])) {
      const folder = join(parent, name);
      const facts = await stat(folder).catch(() => undefined);
      if (facts === undefined || clock.now() - facts.mtimeMs < oldMs) continue;
      const left = {
        id: `${kind}/${name}`,
        what: `folder ${name} of a build or suite that died`,
        since: facts.mtimeMs,
      };
      found.push({ left, folder });
    }
    return found;
  };
  const found = await olderIn('scratch', join(ownDir, 'scratch'));
  // A build may take longer than that. What is in a scratch folder is pushed code's, and not asked.
  const building = await olderIn('builds', join(dataDir, 'builds'));
  const atWork = await Promise.all(building.map(({ folder }) => atWorkIn(folder)));
  return [...found, ...building.filter((_, at) => atWork[at] === undefined)];
}

/**
 * Stored artifacts that no environment runs, ran lately or could go back to (they are one store for all of a project's
 * environments), and folders of builds and suites whose worker died.
 */
export async function leftovers(place: LocalPlace, keep: ReadonlySet<Digest>): Promise<readonly Leftover[]> {
  const stale = staleArtifacts(place.dataDir, keep, place.clock.now());
  return [
    ...stale.map(({ name, since }) => ({
      id: `artifact/${name}`,
      what: `artifact ${name.slice(0, 12)}, which nothing runs or could go back to`,
      since,
    })),
    ...(await oldFolders(place)).map(({ left }) => left),
  ];
}

/** Each is looked for once more: what is served or young by now stays. */
export async function removeLeftovers(place: LocalPlace, wanted: readonly Leftover[], io: ActIo): Promise<ActResult> {
  const ids = new Set(wanted.map(({ id }) => id));
  const artifacts = staleArtifacts(place.dataDir, new Set(), place.clock.now());
  let removed = 0;
  for (const { name } of artifacts.filter((one) => ids.has(`artifact/${one.name}`))) {
    await io.fence();
    await removeArtifact(place.dataDir, name);
    io.output(`Removed artifact ${name.slice(0, 12)}.\n`);
    removed += 1;
  }
  for (const { left, folder } of await oldFolders(place)) {
    if (!ids.has(left.id)) continue;
    await io.fence();
    await removeTree(folder);
    io.output(`Removed ${left.what}.\n`);
    removed += 1;
  }
  return { ok: true, detail: `${removed} of ${wanted.length} removed; the rest had gone by itself` };
}
