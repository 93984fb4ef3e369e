import { describe, expect, test } from 'vitest';
import type { DeploymentEvent, DeploymentKind } from '../../../src/core/deployment.ts';
import type { Artifact, Digest, Release } from '../../../src/core/release.ts';
import type { Lease } from '../../../src/ports/ledger.ts';
import { HeldClock, deployment, ledgerHere, newCommit } from './ledger-here.ts';

const digest = (n: number): Digest => `sha256:${String(n).padStart(64, '0')}`;
const artifactsOf = (n: number): readonly Artifact[] => [{ service: 'api', key: `k${n}`, digest: digest(n) }];

/** A staging in which releases are tried; what a try left behind is asked for by its digests. */
async function staging(environment = 'staging') {
  const clock = new HeldClock();
  const here = await ledgerHere(clock);
  const { ledger, leases } = here;
  const shas = new Map<number, string>();
  const release = (n: number): Promise<Release> => {
    const sha = shas.get(n) ?? newCommit();
    shas.set(n, sha);
    return ledger.recordRelease('advent', sha, artifactsOf(n));
  };
  const tries = async (
    n: number,
    how: {
      readonly end: DeploymentEvent | 'still running';
      readonly good?: boolean;
      readonly red?: boolean;
      readonly kind?: DeploymentKind;
    },
  ): Promise<number> => {
    const its = await release(n);
    const kind = how.kind ?? 'deployment';
    const { id, number } = await ledger.wait(
      deployment({ environment, sha: its.commit, kind, ...(kind === 'verification' ? { release: its } : {}) }),
    );
    const lease: Lease | undefined = await leases.acquire({ project: 'advent', name: environment });
    if (lease === undefined) throw new Error('somebody else is at work');
    await ledger.move(id, 'start', {}, lease);
    clock.pass(1_000);
    await ledger.setRelease(id, its, lease);
    if (how.red === true)
      await ledger.recordSuite(
        id,
        { name: 's', ok: false, code: 'test.failed', passed: 0, failed: 1, skipped: 0, failures: [] },
        lease,
      );
    if (how.good === true) await ledger.recordEvidence('advent', environment, its.id, id, {}, lease);
    if (how.end !== 'still running')
      await ledger.move(id, how.end, how.end === 'fail' ? { code: 'verify.unhealthy' } : {}, lease);
    await leases.release(lease);
    clock.pass(1_000);
    return number;
  };
  return { ...here, clock, tries, asks: (n: number) => ledger.evidenceOf('advent', environment, artifactsOf(n)) };
}

describe('the record of some digests', () => {
  test('names the newest time that they were verified, whoever did', async () => {
    const { tries, asks } = await staging();
    expect(await asks(1)).toEqual({});
    await tries(1, { end: 'succeed', good: true });
    await tries(2, { end: 'succeed', good: true });
    const again = await tries(1, { end: 'succeed', good: true, kind: 'verification' });
    const { verified, failed } = await asks(1);
    expect(verified).toMatchObject({ number: again });
    expect((verified?.at ?? 0) - (verified?.since ?? 0)).toBe(1_000);
    expect(failed).toBeUndefined();
    expect((await asks(2)).verified?.number).toBe(2);
  });

  test('names their newest bad end, and no other release’s', async () => {
    const { tries, asks } = await staging();
    await tries(1, { end: 'succeed', good: true });
    await tries(2, { end: 'fail' });
    expect((await asks(1)).failed).toBeUndefined();
    const bad = await tries(1, { end: 'fail', kind: 'verification' });
    expect((await asks(1)).failed).toMatchObject({ number: bad, code: 'verify.unhealthy' });
  });

  test('takes a red suite for a bad end, also of what was cancelled then, or still runs', async () => {
    const { tries, asks } = await staging();
    const cancelled = await tries(1, { end: 'cancel', red: true });
    expect((await asks(1)).failed).toMatchObject({ number: cancelled, code: 'test.failed' });
    const running = await tries(1, { end: 'still running', red: true });
    expect((await asks(1)).failed).toMatchObject({ number: running });
  });

  test('does not take a cancelled one for a bad end', async () => {
    const { tries, asks } = await staging();
    await tries(1, { end: 'cancel' });
    expect(await asks(1)).toEqual({});
  });

  test('knows the newest stage tool of its own environment, with a line in the audit', async () => {
    const { ledger, admin, asks, clock } = await staging();
    await ledger.endEvidence('advent', 'elsewhere', { cause: 'seed', detail: 'x' });
    expect(await asks(1)).toEqual({});
    await ledger.endEvidence('advent', 'staging', { cause: 'seed', detail: 'scenario one\0' });
    clock.pass(5);
    await ledger.endEvidence('advent', 'staging', { cause: 'reset', detail: 'all', actor: '15' });
    expect((await asks(1)).ended).toEqual({ cause: 'reset', detail: 'all', at: clock.now() });
    expect(await admin.verifyAudit()).toMatchObject({ ok: true });
  });
});

describe('a verification', () => {
  test('takes nobody’s place but another verification’s', async () => {
    const { ledger } = await staging();
    const release = await ledger.recordRelease('advent', newCommit(), artifactsOf(1));
    const other = await ledger.recordRelease('advent', newCommit(), artifactsOf(2));
    const wants = (its: Release) => deployment({ sha: its.commit, kind: 'verification', release: its });
    const first = await ledger.wait(wants(release));
    expect((await ledger.wait(wants(release))).id).toBe(first.id);
    const second = await ledger.wait(wants(other));
    expect(await ledger.views.deployment(first.id)).toMatchObject({
      state: 'superseded',
      code: 'release.not-on-staging',
    });
    const push = await ledger.wait(deployment());
    expect(await ledger.views.deployment(second.id)).toMatchObject({
      state: 'superseded',
      code: 'release.not-on-staging',
    });
    await expect(ledger.wait(wants(release))).rejects.toThrow('has deployment #3 waiting');
    expect((await ledger.waiting('advent', 'staging'))?.id).toBe(push.id);
  });

  test('is never what is live, and pushes nothing out of what is kept', async () => {
    const { ledger, tries } = await staging();
    await tries(1, { end: 'succeed', good: true });
    await tries(2, { end: 'fail' });
    await tries(3, { end: 'succeed', good: true });
    for (let count = 0; count < 3; count += 1) await tries(3, { end: 'succeed', good: true, kind: 'verification' });
    expect((await ledger.live('advent', 'staging'))?.number).toBe(3);
    // 2 and 3 ran there last, 1 and 3 were good last; a verification is neither a run nor another good one.
    expect([...(await ledger.keptDigests(2))].toSorted()).toEqual([1, 2, 3].map(digest));
    const good = await ledger.knownGood('advent', 'staging');
    expect(good.map(({ release }) => release.artifacts[0]?.digest)).toEqual([digest(3), digest(1)]);
  });
});

test('who pushed some commits is found by their pushes, also of one that was folded into a newer one', async () => {
  const { ledger, intents } = await ledgerHere();
  const [one, two, three] = [newCommit(), newCommit(), newCommit()];
  const push = { project: 'advent', environment: 'staging', tier: 'staging', branch: 'staging' } as const;
  const pushes = (after: string, pusher?: string) =>
    intents.append({
      ...push,
      kind: 'look-at-branch',
      cause: 'push',
      after,
      ...(pusher === undefined ? {} : { pusher }),
    });
  await pushes(one, 'ana');
  await pushes(two, 'ben');
  await pushes(two, 'ben');
  await pushes(three);
  await intents.append({ ...push, project: 'shop', kind: 'look-at-branch', cause: 'push', after: one, pusher: 'eve' });
  expect(await ledger.pushers('advent', [one, two, three])).toEqual(['ana', 'ben']);
  expect(await ledger.pushers('advent', [three])).toEqual([]);
  expect(await ledger.pushers('advent', [])).toEqual([]);
});
