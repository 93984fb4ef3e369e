import { expect, test } from 'vitest';
import type { Digest } from '../../../src/core/release.ts';
import { deployment, ledgerHere, newCommit } from './ledger-here.ts';

const digest = (n: number): Digest => `sha256:${String(n).padStart(64, '0')}`;

test('kept are the newest builds, what an environment ran lately and what was good there, however busy another is', async () => {
  const { ledger, leases } = await ledgerHere();
  const deploys = async (environment: string, n: number, good: boolean): Promise<void> => {
    const sha = newCommit();
    const artifact = { service: 'api', key: `key-${environment}-${n}`, digest: digest(n) };
    await ledger.recordArtifact(artifact, sha, 'advent');
    const release = await ledger.recordRelease('advent', sha, [artifact]);
    await ledger.wait(deployment({ environment, sha }));
    const lease = await leases.acquire({ project: 'advent', name: environment });
    const waiting = await ledger.waiting('advent', environment);
    if (lease === undefined || waiting === undefined) throw new Error('nothing waits');
    await ledger.move(waiting.id, 'start', {}, lease);
    await ledger.setRelease(waiting.id, release, lease);
    if (good) await ledger.recordEvidence('advent', environment, release.id, waiting.id, {}, lease);
    await ledger.move(waiting.id, good ? 'succeed' : 'fail', {}, lease);
    await leases.release(lease);
  };
  await deploys('production', 1, true);
  await deploys('production', 2, true);
  for (const n of [3, 4, 5]) await deploys('production', n, false);
  for (const n of [6, 7, 8, 9]) await deploys('staging', n, true);
  // 1 and 2 were the last good ones in production; 4 and 5 ran there last; 8 and 9 are staging's and the newest builds.
  expect([...(await ledger.keptDigests(2))].toSorted()).toEqual([1, 2, 4, 5, 8, 9].map(digest));
  expect((await ledger.keptDigests(20)).size).toBe(9);
});
