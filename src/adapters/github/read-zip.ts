import { constants, crc32, inflateRawSync } from 'node:zlib';

/** A zip that is not to be read, in words. */
export class OddZip extends Error {}
/** What is in it is larger than may be, whatever it says about itself. */
export class ZipTooLarge extends Error {}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly from: number;
  readonly compressed: number;
}

const mostEntries = 1_000;
const link = 0o120000;

function endOf(zip: Buffer): number {
  // The end record is 22 bytes and a comment of at most 65,535 (APPNOTE.TXT 4.3.16).
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 65_535); at -= 1)
    if (zip.readUInt32LE(at) === 0x06054b50) return at;
  throw new OddZip('it is no zip');
}

/** Files by the central directory, which is the only word on what is in a zip; folders are left out. */
function entriesOf(zip: Buffer): readonly Entry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  if (count > mostEntries) throw new OddZip(`it has ${count} entries; wanted at most ${mostEntries}`);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = count; left > 0; left -= 1) {
    if (at + 46 > end || zip.readUInt32LE(at) !== 0x02014b50) throw new OddZip('its directory is damaged');
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    if ((zip.readUInt16LE(at + 8) & 1) !== 0) throw new OddZip('it is encrypted');
    if (((zip.readUInt32LE(at + 38) >>> 16) & 0o170000) === link) throw new OddZip('there is a link in it');
    if (/^\/|\\|(^|\/)\.\.(\/|$)|^[A-Za-z]:|\0/.test(name)) throw new OddZip('a name in it leads out of it');
    if (!name.endsWith('/'))
      entries.push({
        name,
        method: zip.readUInt16LE(at + 10),
        crc: zip.readUInt32LE(at + 16),
        compressed: zip.readUInt32LE(at + 20),
        from: zip.readUInt32LE(at + 42),
      });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function contentOf(zip: Buffer, { from, method, compressed, crc }: Entry, mostBytes: number): Buffer {
  if (from + 30 > zip.length || zip.readUInt32LE(from) !== 0x04034b50) throw new OddZip('a file in it is damaged');
  const start = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28);
  if (start + compressed > zip.length) throw new OddZip('a file in it is cut off');
  const packed = zip.subarray(start, start + compressed);
  let content: Buffer;
  try {
    if (method !== 0 && method !== 8) throw new OddZip(`a file in it is packed by method ${method}`);
    content =
      method === 0
        ? packed
        : inflateRawSync(packed, { maxOutputLength: mostBytes + 1, finishFlush: constants.Z_FINISH });
  } catch (error) {
    if (error instanceof OddZip) throw error;
    // A bomb is stopped while it is inflated: its own word on its size is not asked.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw new ZipTooLarge();
    throw new OddZip('a file in it is damaged');
  }
  if (content.length > mostBytes) throw new ZipTooLarge();
  if (crc32(content) !== crc) throw new OddZip('a file in it is damaged');
  return content;
}

/**
 * The one XML file of a zip that a stranger made, at most `mostBytes` of it; `junit.xml` where there are several. Nothing
 * is written anywhere. Throws OddZip or ZipTooLarge; undefined where there is no XML in it.
 */
export function xmlInZip(zip: Buffer, mostBytes: number): Buffer | undefined {
  try {
    const found = entriesOf(zip).filter(({ name }) => name.endsWith('.xml'));
    const named = found.filter(({ name }) => name === 'junit.xml' || name.endsWith('/junit.xml'));
    const [only, ...others] = found.length > 1 ? named : found;
    if (found.length > 1 && (only === undefined || others.length > 0))
      throw new OddZip(`it has ${found.length} XML files; wanted one, or one that is called junit.xml`);
    return only === undefined ? undefined : contentOf(zip, only, mostBytes);
  } catch (error) {
    // An offset that points outside.
    if (error instanceof RangeError) throw new OddZip('it is damaged');
    throw error;
  }
}
