import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVerify } from '../../src/webhooks/signature.ts';
import { isTooDeep } from '../../src/webhooks/depth.ts';
import { readDelivery } from '../../src/webhooks/read-delivery.ts';
import { readerOf } from '../../src/webhooks/events/index.ts';
import { reasons } from '../../src/core/reason.ts';
import { followedRepositories } from '../../src/webhooks/followed.ts';
import { deliver, openFrontDoor, projects, push, signatureOf } from './front-door.ts';

const body = Buffer.from(JSON.stringify(push({ text: 'héllo \ufffd "quoted" \\ ' })));
const signature = signatureOf(body);

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(body.length - 1), by: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(body.length - 1), by: fc.constant(0) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(body.length), by: fc.nat(255) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(body.length - 1), by: fc.constant(0) }),
);

function mutated(changes: readonly { kind: 'flip' | 'cut' | 'insert' | 'drop'; at: number; by: number }[]): Buffer {
  let bytes = [...body];
  for (const { kind, at, by } of changes) {
    if (kind === 'flip' && at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ by;
    if (kind === 'cut') bytes = bytes.slice(0, at);
    if (kind === 'insert') bytes.splice(at, 0, by);
    if (kind === 'drop') bytes.splice(at, 1);
  }
  return Buffer.from(bytes);
}

test('no mutated body keeps its signature', async () => {
  const verify = createVerify(['other', 'secret']);
  expect(await verify(body, { sha256: signature, sha1: undefined })).toBeUndefined();
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
      const forged = mutated(changes);
      fc.pre(!forged.equals(body));
      expect(await verify(forged, { sha256: signature, sha1: undefined })).toBe('signature-wrong');
    }),
    { numRuns: 5000 },
  );
});

let door: Awaited<ReturnType<typeof openFrontDoor>>;
beforeAll(async () => {
  door = await openFrontDoor();
});
afterAll(() => door.webhooks.close());

test('over HTTP: forged bodies are 401, signed rubbish is 400 or recorded, never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.boolean(), async (changes, signed) => {
      const sent = mutated(changes);
      fc.pre(!sent.equals(body));
      const headers = signed ? {} : { 'x-hub-signature-256': signature };
      const { status } = await deliver(door.hook, 'push', sent, headers);
      expect(signed ? [202, 400, 401] : [401]).toContain(status);
    }),
    { numRuns: 200 },
  );
  expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
});

test('any JSON as any event ends with an intent or a known reason', () => {
  const followed = followedRepositories(projects);
  // Mostly good values, so that every path behind the first check is walked, too.
  const mostly = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ arbitrary: good, weight: 6 }, { arbitrary: fc.anything(), weight: 1 });
  const names = fc.constantFrom('acme/advent', 'ACME/Advent', 'other/advent');
  const hostile = fc.constantFrom(
    'refs/heads/-x',
    'refs/heads/$(id)',
    'refs/heads/a..b',
    'refs/tags/v1',
    'refs/heads/',
  );
  const almost = fc.record({
    ref: mostly(fc.oneof(hostile, fc.constant('refs/heads/staging'), fc.string({ unit: 'binary' }))),
    before: mostly(fc.constant('a'.repeat(40))),
    after: mostly(fc.constantFrom('b'.repeat(40), '0'.repeat(40))),
    deleted: mostly(fc.boolean()),
    repository: mostly(fc.record({ full_name: names, fork: fc.boolean() })),
    pusher: mostly(fc.record({ name: fc.string() })),
  });
  const events = fc.oneof(
    { arbitrary: fc.constant('push'), weight: 4 },
    { arbitrary: fc.constantFrom('ping', 'star', '__proto__', 'constructor'), weight: 1 },
  );
  const seen = new Set<string>();
  fc.assert(
    fc.property(events, almost, (event, value) => {
      const text = JSON.stringify(value) ?? 'null';
      const read = readDelivery({ id: 'd', event: event.replaceAll('__', '') }, Buffer.from(text), followed);
      if ('problem' in read) return;
      const outcome = readerOf(event)(read.payload, followed, 'd');
      if ('code' in outcome) {
        expect(reasons[outcome.code]).toBeDefined();
        seen.add(outcome.code);
      } else {
        seen.add('intent');
        expect(outcome.intent).toMatchObject({ tier: 'staging', branch: 'staging' });
      }
    }),
    { numRuns: 5000 },
  );
  expect([...seen]).toEqual(
    expect.arrayContaining(['intent', 'event.malformed', 'push.odd-ref', 'push.branch-deleted']),
  );
});

test('depth is that of the JSON, whatever the strings hold', () => {
  const depthOf = (value: unknown): number =>
    value === null || typeof value !== 'object'
      ? 0
      : 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner)));
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
      const depth = depthOf(value);
      const parsed: unknown = JSON.parse(JSON.stringify(value));
      expect(isTooDeep(parsed, depth)).toBe(false);
      if (depth > 0) expect(isTooDeep(parsed, depth - 1)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
