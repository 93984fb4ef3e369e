import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DeploymentEvent, type DeploymentState, isEnded, transition } from '../../../src/core/deployment.ts';
import { deployment, HeldClock, ledgerHere, promotion } from './ledger-here.ts';

const events = ['start', 'succeed', 'fail', 'cancel', 'supersede', 'roll-back'] as const satisfies DeploymentEvent[];

test('any sequence of events moves exactly as core/deployment.ts says', async () => {
  const clock = new HeldClock();
  const { ledger, projections, admin } = await ledgerHere(clock);
  let place = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...events), { maxLength: 8 }), async (sequence) => {
      place += 1;
      const { id, number } = await ledger.wait(deployment({ environment: `staging-${place}` }));
      const lease = await ledger.leases.acquire({ project: 'advent', name: `staging-${place}` });
      let state: DeploymentState = 'waiting';
      let version = 1;
      let alert = false;
      for (const event of sequence) {
        clock.pass(10);
        const to = transition(state, event);
        const moved = ledger.move(id, event, { code: 'request.done', detail: event }, lease);
        if (to === undefined) {
          await expect(moved).rejects.toThrow(
            `deployment #${number} moved on meanwhile: found ${state}, wanted one that can “${event}”`,
          );
          continue;
        }
        const view = await moved;
        expect(view).toMatchObject({ state: to, version: version + 1, code: 'request.done', detail: event });
        expect(view.endedAt).toBe(isEnded(to) ? clock.now() : undefined);
        if (event === 'start') expect(view.startedAt).toBe(clock.now());
        [state, version] = [to, version + 1];
        alert ||= event === 'fail' || event === 'roll-back';
      }
      expect((await ledger.views.deployment(id))?.state).toBe(state);
      expect((await projections.forSubject('discord', 'alert', id)) !== undefined).toBe(alert);
    }),
    { numRuns: 40 },
  );
  expect(await admin.verifyAudit()).toMatchObject({ ok: true });
});

test('of many who move the same row one wins, the others are told what was found', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  const { id } = await here.ledger.wait(deployment());
  const moves = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? here : other).ledger.move(id, 'start', {})),
  );
  expect(moves.filter((move) => move.status === 'fulfilled')).toHaveLength(1);
  expect(moves.find((move) => move.status === 'rejected')?.reason).toMatchObject({
    message: expect.stringContaining('#1 moved on meanwhile: found running, wanted one that can “start”'),
  });
});

test('each move leaves an audit line whose anchor the view carries', async () => {
  const { ledger, admin } = await ledgerHere();
  const { id, audit } = await ledger.wait(deployment());
  expect(audit?.seq).toBe(1);
  const running = await ledger.move(id, 'start', { actor: 'ben' });
  expect(running.audit?.seq).toBe(2);
  expect(await admin.verifyAudit()).toEqual({ ok: true, lines: 2, tip: running.audit });
});

test('live, known good and what serves after a bad end', async () => {
  const clock = new HeldClock();
  const { ledger, leases, views } = await ledgerHere(clock);
  const lease = await leases.acquire({ project: 'advent', name: 'production' });
  if (lease === undefined) throw new Error('not acquired');
  const artifact = (letter: string) => ({
    service: 'api',
    key: letter,
    digest: `sha256:${letter.repeat(64)}` as const,
  });
  const promote = async (letter: string, steps: readonly ('switch' | 'roll-back')[], event: DeploymentEvent) => {
    clock.pass(1_000);
    const sha = letter.repeat(40);
    const { id } = await ledger.wait({ ...promotion(letter, sha), steps: ['switch', 'roll-back'] });
    await ledger.move(id, 'start', {}, lease);
    const release = await ledger.recordRelease('advent', sha, [artifact(letter)]);
    await ledger.setRelease(id, release, lease);
    for (const step of steps) {
      await ledger.startStep(id, step, lease);
      await ledger.endStep(id, step, { kind: 'succeeded', evidence: {} }, lease);
    }
    if (event === 'succeed') await ledger.recordEvidence('advent', 'production', release.id, id, { ok: true }, lease);
    return { release, view: await ledger.move(id, event, {}, lease) };
  };

  expect(await ledger.live('advent', 'production')).toBeUndefined();
  const first = await promote('a', ['switch'], 'succeed');
  const second = await promote('b', ['switch'], 'succeed');
  expect(second.view).toMatchObject({ state: 'succeeded', artifacts: [artifact('b')] });
  expect(second.view.serving).toBeUndefined();
  expect(await ledger.live('advent', 'production')).toEqual({
    release: second.release,
    deployment: second.view.id,
    number: 2,
  });

  const third = await promote('c', ['switch', 'roll-back'], 'roll-back');
  expect(third.view).toMatchObject({ state: 'rolled-back', serving: { commit: 'b'.repeat(40), number: 2 } });
  const fourth = await promote('d', ['switch'], 'fail');
  expect(fourth.view.serving).toEqual({ commit: 'd'.repeat(40), number: 4 });
  const fifth = await promote('e', [], 'fail');
  expect(fifth.view.serving).toEqual({ commit: 'b'.repeat(40), number: 2 });

  expect((await ledger.live('advent', 'production'))?.number).toBe(2);
  const good = await ledger.knownGood('advent', 'production');
  expect(good.map((one) => one.number)).toEqual([2, 1]);
  expect(await ledger.knownGood('advent', 'production', second.release.id)).toEqual([
    { release: first.release, deployment: first.view.id, number: 1 },
  ]);
  expect(await ledger.verified('advent', 'production')).toMatchObject({
    release: second.release,
    deployment: second.view.id,
  });
  expect((await views.environment('advent', 'production')).live?.number).toBe(2);
});

test('the same commit and digests are the same release, in whatever order they come', async () => {
  const { ledger } = await ledgerHere();
  const api = { service: 'api', key: 'k1', digest: `sha256:${'1'.repeat(64)}` as const };
  const web = { service: 'web', key: 'k2', digest: `sha256:${'2'.repeat(64)}` as const };
  const releases = await Promise.all(
    [
      [api, web],
      [web, api],
      [api, web],
    ].map((artifacts) => ledger.recordRelease('advent', 'a'.repeat(40), artifacts)),
  );
  expect(new Set(releases.map((release) => release.id)).size).toBe(1);
  const other = await ledger.recordRelease('advent', 'a'.repeat(40), [api]);
  expect(other.id).not.toBe(releases[0]?.id);
  expect(await ledger.release(other.id)).toEqual(other);
  await ledger.recordArtifact(api, 'a'.repeat(40), 'advent');
  expect(await ledger.artifact('k1')).toEqual(api);
  expect(await ledger.artifact('none')).toBeUndefined();
});

test('who has no lease cancels what waits; what has begun is its owner’s to end', async () => {
  const { ledger } = await ledgerHere();
  const lease = await ledger.leases.acquire({ project: 'advent', name: 'staging' });
  const { id } = await ledger.wait(deployment());
  await ledger.move(id, 'start', {}, lease);
  await expect(ledger.move(id, 'cancel', {})).rejects.toThrow('found running, wanted one that can “cancel”');
  expect(await ledger.move(id, 'cancel', {}, lease)).toMatchObject({ state: 'cancelled' });
  const next = await ledger.wait(deployment());
  expect(await ledger.move(next.id, 'cancel', {})).toMatchObject({ state: 'cancelled' });
});

test('cancel is asked for once, and not after the end', async () => {
  const { ledger, admin } = await ledgerHere();
  const { id } = await ledger.wait(deployment());
  expect(await ledger.cancelRequested(id)).toBe(false);
  await ledger.requestCancel(id, 'ben');
  await ledger.requestCancel(id, 'ana');
  expect(await ledger.cancelRequested(id)).toBe(true);
  expect(await admin.verifyAudit()).toMatchObject({ lines: 2 });
  await ledger.move(id, 'cancel', { code: 'deployment.cancelled', actor: 'ben' });
  await expect(ledger.requestCancel(id, 'ana')).rejects.toThrow(/#1 is cancelled; wanted waiting or running/);
});

test('approvals replace what was known; the same again neither raises the version nor writes a line', async () => {
  const { ledger, views, admin } = await ledgerHere();
  const { id } = await ledger.wait(promotion('hash'));
  const ben = { userId: '2', name: 'ben', standing: 'counts', seenAt: 1 } as const;
  const ana = { userId: '1', name: 'ana', standing: 'requester', seenAt: 1 } as const;
  const verdict = { guard: 'approval', allowed: true, detail: '1 of 1' } as const;
  await ledger.recordApprovals(id, [ben, ana], [verdict]);
  const before = await views.deployment(id);
  expect(before?.promotion).toMatchObject({ hash: 'hash', approvals: [ana, ben], verdicts: [verdict] });
  await ledger.recordApprovals(
    id,
    [
      { ...ana, seenAt: 9 },
      { ...ben, seenAt: 9 },
    ],
    [verdict],
  );
  const again = await views.deployment(id);
  expect(again?.version).toBe(before?.version);
  expect(again?.promotion?.approvals[0]?.seenAt).toBe(9);
  expect(await admin.verifyAudit()).toMatchObject({ lines: 2 });
  await ledger.recordApprovals(
    id,
    [],
    [{ guard: 'approval', allowed: false, code: 'approval.missing', detail: '0 of 1' }],
  );
  const none = await views.deployment(id);
  expect(none?.promotion?.approvals).toEqual([]);
  expect(none?.version).toBe((before?.version ?? 0) + 1);
});

test('the config print is that of the last one that succeeded', async () => {
  const clock = new HeldClock();
  const { ledger } = await ledgerHere(clock);
  for (const [print, event] of [
    [{ a: '1' }, 'succeed'],
    [{ a: '2' }, 'fail'],
  ] as const) {
    clock.pass(1);
    const { id } = await ledger.wait(deployment({ configPrint: print }));
    await ledger.move(id, 'start', {});
    await ledger.move(id, event, {});
  }
  expect(await ledger.configPrint('advent', 'staging')).toEqual({ a: '1' });
  expect(await ledger.configPrint('advent', 'production')).toBeUndefined();
});
