import { crc32 } from 'node:zlib';
import { type Entry, type ZipFile, fromBufferPromise, validateFileName } from 'yauzl';

/** A zip that is not to be read, in words. */
export class OddZip extends Error {}
/** What is in it is larger than may be, whatever it says about itself. */
export class ZipTooLarge extends Error {}

const mostEntries = 1_000;
const link = 0o120000;
/** APPNOTE.TXT 4.4.5: as it is, and deflated. */
const methods = [0, 8];

/** What the library refuses is odd in our words: its own may repeat what a stranger wrote. */
async function orOdd<T>(words: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OddZip || error instanceof ZipTooLarge) throw error;
    throw new OddZip(words, { cause: error });
  }
}

/** The XML files by the central directory, which is the only word on what is in a zip. */
async function xmlFilesOf(zip: ZipFile): Promise<readonly { readonly name: string; readonly entry: Entry }[]> {
  if (zip.entryCount > mostEntries) throw new OddZip(`it has ${zip.entryCount} entries; wanted at most ${mostEntries}`);
  const found: { name: string; entry: Entry }[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileNameRaw.toString('utf8');
    if (entry.isEncrypted()) throw new OddZip('it is encrypted');
    if (((entry.externalFileAttributes >>> 16) & 0o170000) === link) throw new OddZip('there is a link in it');
    if (validateFileName(name) !== null || name.includes('\0')) throw new OddZip('a name in it leads out of it');
    if (name.endsWith('.xml')) found.push({ name, entry });
  }
  return found;
}

async function contentOf(zip: ZipFile, entry: Entry, mostBytes: number): Promise<Buffer> {
  if (!methods.includes(entry.compressionMethod))
    throw new OddZip(`a file in it is packed by method ${entry.compressionMethod}`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A bomb is stopped while it is inflated: its own word on its size is not asked. Leaving the loop ends the stream.
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostBytes) throw new ZipTooLarge();
    chunks.push(part);
  }
  const content = Buffer.concat(chunks);
  if (crc32(content) !== entry.crc32) throw new OddZip('a file in it is damaged');
  return content;
}

/**
 * The one XML file of a zip that a stranger made, at most `mostBytes` of it; `junit.xml` where there are several. Nothing
 * is written anywhere. Rejects with OddZip or ZipTooLarge; undefined where there is no XML in it.
 */
export async function xmlInZip(zip: Buffer, mostBytes: number): Promise<Buffer | undefined> {
  const opened = await orOdd('it is no zip', () =>
    // Names and sizes are judged here, so that a refusal says which of them it was.
    fromBufferPromise(zip, { lazyEntries: true, decodeStrings: false, validateEntrySizes: false }),
  );
  const found = await orOdd('its directory is damaged', () => xmlFilesOf(opened));
  const named = found.filter(({ name }) => name === 'junit.xml' || name.endsWith('/junit.xml'));
  const [only, ...others] = found.length > 1 ? named : found;
  if (found.length > 1 && (only === undefined || others.length > 0))
    throw new OddZip(`it has ${found.length} XML files; wanted one, or one that is called junit.xml`);
  return only === undefined
    ? undefined
    : orOdd('a file in it is damaged', () => contentOf(opened, only.entry, mostBytes));
}
