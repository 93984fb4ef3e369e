import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Digest, isDigest } from '../../core/release.ts';

export class OddEntry extends Error {}

/** Files that are read at once: enough to keep the disk busy, few enough for any limit of open files. */
const atOnce = 16;

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Digest of a folder: SHA-256 over one line an entry, `<f|l> <x|-> <sha256 of content or link target> <path>\n`, sorted
 * by path in code unit order. Times and owners are left out, so the same content is the same artifact everywhere.
 * docs/artifacts.md describes it for whoever wants to check by other means.
 */
export async function hashTree(folder: string): Promise<Digest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  // Names end at a line break in what is hashed: two different trees could have one digest. And a name that is no UTF-8
  // reads as one with U+FFFD, by which its file is not found again.
  const odd = paths.find((path) => /[\n\ufffd]/.test(path));
  if (odd !== undefined)
    throw new OddEntry(
      `the name ${JSON.stringify(odd)} has a line break or is not UTF-8; an artifact has no such names`,
    );
  const lines: string[] = Array.from({ length: paths.length }, () => '');
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < paths.length; index = next++) {
      const path = paths[index] ?? '';
      const full = join(folder, path);
      const facts = await lstat(full);
      if (facts.isSymbolicLink())
        lines[index] = `l - ${createHash('sha256')
          .update(await readlink(full))
          .digest('hex')} ${path}\n`;
      else if (facts.isFile())
        lines[index] = `f ${(facts.mode & 0o100) === 0 ? '-' : 'x'} ${await hashOf(full)} ${path}\n`;
      else throw new OddEntry(`${path} is neither a file nor a link; an artifact holds nothing else`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const digest = `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`;
  if (!isDigest(digest)) throw new Error(`no digest: ${digest}`);
  return digest;
}
