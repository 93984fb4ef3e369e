import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OddZip, ZipTooLarge, xmlInZip } from '../../../src/adapters/github/read-zip.ts';
import { zipOf } from '../../../standins/github/zip.ts';

const mib = 1024 * 1024;
const xml = '<testsuites/>';
const read = async (zip: Buffer): Promise<string | undefined> => (await xmlInZip(zip, mib))?.toString('utf8');

describe('the zip of an artifact', () => {
  test.each([
    ['the one XML file, wherever it lies', [{ name: 'reports/out.xml', content: xml }]],
    [
      'junit.xml among several',
      [
        { name: 'other.xml', content: 'no' },
        { name: 'deep/junit.xml', content: xml },
      ],
    ],
    [
      'XML beside other things',
      [
        { name: 'log.txt', content: 'hello' },
        { name: 'junit.xml', content: xml },
      ],
    ],
  ])('gives %s', async (_, files) => {
    expect(await read(zipOf(files))).toBe(xml);
  });

  test('without XML gives nothing', async () => {
    expect(await read(zipOf([{ name: 'log.txt', content: 'hello' }]))).toBeUndefined();
    expect(await read(zipOf([]))).toBeUndefined();
  });

  test('that is a bomb is stopped while it is inflated, whatever it says about its size', async () => {
    const bomb = zipOf([{ name: 'junit.xml', content: Buffer.alloc(64 * mib), claims: 10 }]);
    expect(bomb.length).toBeLessThan(mib / 8);
    const before = process.memoryUsage().arrayBuffers;
    await expect(read(bomb)).rejects.toThrow(ZipTooLarge);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * mib);
  });

  test('of exactly as much as may be is read', async () => {
    expect(await xmlInZip(zipOf([{ name: 'a.xml', content: Buffer.alloc(mib, 120) }]), mib)).toHaveLength(mib);
    await expect(xmlInZip(zipOf([{ name: 'a.xml', content: Buffer.alloc(mib + 1, 120) }]), mib)).rejects.toThrow(
      ZipTooLarge,
    );
  });

  test.each([
    ['leads out of it', [{ name: '../junit.xml', content: xml }], /leads out/],
    ['begins at the root', [{ name: '/etc/junit.xml', content: xml }], /leads out/],
    ['is written as on Windows', [{ name: 'C:\\junit.xml', content: xml }], /leads out/],
    ['is a link', [{ name: 'junit.xml', content: '/etc/passwd', link: true }], /link/],
    ['is encrypted', [{ name: 'junit.xml', content: xml, encrypted: true }], /encrypted/],
  ])('with a file that %s is refused', async (_, files, says) => {
    await expect(read(zipOf(files))).rejects.toThrow(says);
  });

  test('with two that could be meant is refused', async () => {
    const files = [
      { name: 'a.xml', content: xml },
      { name: 'b.xml', content: xml },
    ];
    await expect(read(zipOf(files))).rejects.toThrow(/2 XML files/);
  });

  test('with thousands of entries is refused', async () => {
    const many = Array.from({ length: 2_000 }, (_, at) => ({ name: `${at}.xml`, content: '' }));
    await expect(read(zipOf(many))).rejects.toThrow(/2000 entries/);
  });

  test('whose content was changed on the way is refused', async () => {
    const zip = zipOf([{ name: 'junit.xml', content: randomBytes(2_000) }]);
    zip[600] = (zip[600] ?? 0) ^ 0xff;
    await expect(read(zip)).rejects.toThrow(OddZip);
  });

  test('that is anything at all gives a text, nothing, or a refusal, and never another error', async () => {
    const good = zipOf([{ name: 'junit.xml', content: xml.repeat(20) }]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), async (spots) => {
        const zip = Buffer.from(good);
        for (const [at, value] of spots) zip[at] = value;
        try {
          await read(zip);
        } catch (error) {
          expect(error instanceof OddZip || error instanceof ZipTooLarge, String(error)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
    await expect(read(randomBytes(500))).rejects.toThrow(/no zip/);
    await expect(read(Buffer.alloc(0))).rejects.toThrow(/no zip/);
  });
});
