import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packBodies, unpackBodies } from '../../../src/adapters/postgres/packed-bodies.ts';

const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

test('whatever bodies come together, each lies where it is said to, and nothing is between them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(body, { nil: undefined }), { maxLength: 20 }), async (bodies) => {
      const { packed, lying } = await packBodies(bodies);
      const all = packed === null ? undefined : await unpackBodies(packed);
      const found = lying.map((its) => its && all?.subarray(its.at, its.at + its.size));
      expect(found).toEqual(bodies);
      expect(all?.length ?? 0).toBe(bodies.reduce((sum, one) => sum + (one?.length ?? 0), 0));
    }),
  );
});

test('so does what is too large to be packed between two answers', async () => {
  const bodies = [randomBytes(300_000), Buffer.from('small'), randomBytes(900_000)];
  const { packed, lying } = await packBodies(bodies);
  const all = await unpackBodies(packed ?? Buffer.alloc(0));
  const same = bodies.map((body, n) => all.subarray(lying[n]?.at, (lying[n]?.at ?? 0) + body.length).equals(body));
  expect(same).toEqual([true, true, true]);
});

test('what was not packed here is refused', async () => {
  await expect(unpackBodies(Buffer.from('no brotli'))).rejects.toThrow();
});
