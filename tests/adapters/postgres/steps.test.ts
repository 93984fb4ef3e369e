import { beforeEach, describe, expect, test } from 'vitest';
import { headBytes, tailBytes } from '../../../src/adapters/postgres/deployments/step-log.ts';
import type { Lease } from '../../../src/ports/ledger.ts';
import { type LedgerHere, deployment, ledgerHere } from './ledger-here.ts';

let here: LedgerHere;
let id: string;
let lease: Lease;

beforeEach(async () => {
  here = await ledgerHere();
  ({ id } = await here.ledger.wait(deployment({ steps: ['fetch', 'build', 'test'] })));
  const taken = await here.leases.acquire({ project: 'advent', name: 'staging' });
  if (taken === undefined) throw new Error('not acquired');
  lease = taken;
  await here.ledger.move(id, 'start', {}, lease);
});

const stepsNow = async () => (await here.views.deployment(id))?.steps ?? [];

describe('steps', () => {
  test('start, break, start again, succeed', async () => {
    const { ledger } = here;
    expect(await ledger.startStep(id, 'fetch', lease)).toEqual({ attempt: 1 });
    expect((await stepsNow())[0]).toMatchObject({ state: 'started', attempts: 1, startedAt: expect.any(Number) });
    await ledger.endStep(id, 'fetch', { kind: 'errored', code: 'fetch.failed', detail: 'no answer' }, lease);
    expect((await stepsNow())[0]).toMatchObject({
      state: 'started',
      attempts: 1,
      code: 'fetch.failed',
      detail: 'no answer',
    });
    expect(await ledger.startStep(id, 'fetch', lease)).toEqual({ attempt: 2 });
    await ledger.endStep(id, 'fetch', { kind: 'succeeded', evidence: { head: 'abc' } }, lease);
    const [fetch] = await stepsNow();
    expect(fetch).toMatchObject({
      state: 'succeeded',
      attempts: 2,
      evidence: { head: 'abc' },
      endedAt: expect.any(Number),
    });
    expect(fetch).not.toHaveProperty('code');
  });

  test('what a dead worker left started is started again by its successor, and its end comes too late', async () => {
    const { ledger, leases } = here;
    await ledger.startStep(id, 'build', lease);
    await leases.release(lease);
    const other = await here.another();
    const next = await other.leases.acquire({ project: 'advent', name: 'staging' });
    if (next === undefined) throw new Error('not acquired');
    expect(await other.ledger.startStep(id, 'build', next)).toEqual({ attempt: 2 });
    const late = ledger.endStep(id, 'build', { kind: 'failed', code: 'build.failed', detail: '' }, lease);
    await expect(late).rejects.toThrow(/^lease\.lost/);
    expect((await stepsNow())[1]).toMatchObject({ state: 'started', attempts: 2 });
  });

  test('an end told twice is one end; another end is refused, as is a start after the end', async () => {
    const { ledger, views } = here;
    await ledger.startStep(id, 'test', lease);
    const failed = { kind: 'failed', code: 'test.failed', detail: '1 of 3', evidence: { failed: 1 } } as const;
    await ledger.endStep(id, 'test', failed, lease);
    const { version } = (await views.deployment(id)) ?? {};
    await ledger.endStep(id, 'test', failed, lease);
    expect((await views.deployment(id))?.version).toBe(version);
    await expect(ledger.endStep(id, 'test', { kind: 'succeeded', evidence: {} }, lease)).rejects.toThrow(
      /is failed; wanted started/,
    );
    await expect(ledger.startStep(id, 'test', lease)).rejects.toThrow(/is failed; wanted pending or started/);
  });

  test('nothing succeeds that was not started, and nothing starts that is not in the list or not running', async () => {
    const { ledger } = here;
    await expect(ledger.endStep(id, 'fetch', { kind: 'succeeded', evidence: {} }, lease)).rejects.toThrow(
      /is pending; wanted started/,
    );
    await ledger.endStep(id, 'fetch', { kind: 'skipped', code: 'step.not-needed', detail: '' }, lease);
    await expect(ledger.startStep(id, 'migrate', lease)).rejects.toThrow(/has no step “migrate”/);
    await ledger.move(id, 'fail', {}, lease);
    await expect(ledger.startStep(id, 'build', lease)).rejects.toThrow(/#1 is failed; wanted running/);
  });

  test('a new list keeps what has begun and cannot drop it', async () => {
    const { ledger } = here;
    await ledger.startStep(id, 'fetch', lease);
    await ledger.setSteps(id, ['fetch', 'restart', 'roll-back'], lease);
    expect((await stepsNow()).map((step) => [step.name, step.position, step.state])).toEqual([
      ['fetch', 0, 'started'],
      ['restart', 1, 'pending'],
      ['roll-back', 2, 'pending'],
    ]);
    await expect(ledger.setSteps(id, ['build'], lease)).rejects.toThrow(
      /“fetch” is started; the new list \(build\) must keep it/,
    );
  });

  test('suites keep their order and are replaced by name', async () => {
    const { ledger, views } = here;
    const suite = { passed: 3, failed: 0, skipped: 0, failures: [] };
    await ledger.recordSuite(id, { ...suite, name: 'unit', ok: true }, lease);
    const red = { ...suite, failed: 1, failures: [{ name: 'draw', message: 'two winners' }] };
    await ledger.recordSuite(id, { ...red, name: 'browser', ok: false, code: 'test.failed' }, lease);
    await ledger.recordSuite(id, { ...suite, name: 'unit', ok: true, passed: 4 }, lease);
    expect((await views.deployment(id))?.suites).toEqual([
      { ...suite, name: 'unit', ok: true, passed: 4 },
      { ...red, name: 'browser', ok: false, code: 'test.failed' },
    ]);
  });
});

describe('logs', () => {
  test('parts in order, by step or all with headings, the last bytes only', async () => {
    const { ledger, views } = here;
    await ledger.appendLog(id, 'build', 'one\n');
    await ledger.appendLog(id, 'fetch', 'from\0git €');
    await ledger.appendLog(id, 'build', 'two\n');
    expect(await views.log(id, 'build', 1_000)).toBe('one\ntwo\n');
    expect(await views.log(id, undefined, 1_000)).toBe('── fetch ──\nfrom\uFFFDgit €\n── build ──\none\ntwo\n');
    expect(await views.log(id, 'fetch', 3)).toBe('€');
    expect(await views.log(id, 'fetch', 2)).toBe('');
    expect(await views.log(id, 'test', 1_000)).toBe('');
    await expect(ledger.appendLog(id, 'migrate', 'x')).rejects.toThrow(/has no step “migrate”/);
  });

  test('puts nothing beside the head that came after what was left out, however small', async () => {
    const { ledger, views } = here;
    // One byte of the head stays free, since the next character takes two.
    const head = 'x'.repeat(headBytes - 1);
    for (const text of [head, 'ü'.repeat(50), '.', 'y'.repeat(tailBytes)]) await ledger.appendLog(id, 'build', text);
    const log = await views.log(id, 'build', 100 * 1024 * 1024);
    expect(log.slice(headBytes - 1)).toMatch(/^\n… 101 bytes of the log were left out here …\ny+$/);
  });

  test.for([
    ['many small parts', 64 * 1024],
    ['one huge part', 7 * 1024 * 1024],
  ] as const)('keeps head and tail of a flood in %s', async ([, size]) => {
    const { ledger, views } = here;
    const line = (n: number): string => `${String(n).padStart(8, '0')} ${'ü'.repeat(27)}\n`;
    const bytes = Buffer.byteLength(line(0));
    const total = Math.ceil((7 * 1024 * 1024) / bytes);
    const text = Array.from({ length: total }, (_, n) => line(n)).join('');
    const whole = Buffer.from(text);
    // Cut anywhere between characters, as a pipe would deliver it.
    for (let from = 0; from < text.length; from += size)
      await ledger.appendLog(id, 'build', text.slice(from, from + size));
    const log = await views.log(id, 'build', 100 * 1024 * 1024);
    const [head = '', tail = ''] = log.split(/\n… \d+ bytes of the log were left out here …\n/);
    expect(text.startsWith(head)).toBe(true);
    expect(text.endsWith(tail)).toBe(true);
    expect(tail.length).toBeGreaterThan(0);
    const [kept, last] = [Buffer.byteLength(head), Buffer.byteLength(tail)];
    expect(kept).toBeGreaterThan(headBytes - 4);
    expect(kept).toBeLessThanOrEqual(headBytes);
    expect(last).toBeLessThanOrEqual(tailBytes);
    expect(last).toBeGreaterThan(tailBytes - 128 * 1024);
    const leftOut = Number(/… (\d+) bytes/.exec(log)?.[1]);
    expect(kept + last + leftOut).toBe(whole.length);
  });
});
