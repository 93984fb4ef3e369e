import { createHash, hash } from 'node:crypto';
import { closeSync, constants, createReadStream, lstatSync, openSync, readSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Digest, isDigest } from '../../core/release.ts';
import { below, inSlices } from '../../platform/in-slices.ts';

export class OddEntry extends Error {}

/** Bytes. Reading so much at once keeps nobody waiting; larger files are streamed. */
const small = 256 * 1024;

const sha256 = (content: string | Buffer): string => hash('sha256', content);
/** One for all: nobody else runs between filling it and hashing it. With room for a byte more than there should be. */
const room = Buffer.allocUnsafe(small + 1);

/** Without following links, and without waiting for a writer, should a pipe have come in the file's place. */
function hashOfSmall(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    let filled = 0;
    for (let read = -1; read !== 0 && filled < room.length; filled += read)
      read = readSync(file, room, filled, room.length - filled, null);
    if (filled > small) throw new Error(`${path} has grown while it was read`);
    return sha256(room.subarray(0, filled));
  } finally {
    closeSync(file);
  }
}

async function hashOfLarge(path: string): Promise<string> {
  const content = createHash('sha256');
  await pipeline(createReadStream(path), content);
  return content.digest('hex');
}

/**
 * Digest of a folder: SHA-256 over one line an entry, `<f|l> <x|-> <sha256 of content or link target> <path>\n`, sorted
 * by path in code unit order. Times and owners are left out, so the same content is the same artifact everywhere.
 * docs/artifacts.md describes it for whoever wants to check by other means.
 */
export async function hashTree(folder: string): Promise<Digest> {
  const paths: string[] = [];
  await inSlices(below(folder), (entry) => {
    if (!entry.isDirectory()) paths.push(join(entry.parentPath, entry.name).slice(folder.length + 1));
  });
  paths.sort();
  // Names end at a line break in what is hashed: two different trees could have one digest. And a name that is no UTF-8
  // reads as one with U+FFFD, by which its file is not found again.
  const odd = paths.find((path) => /[\n\ufffd]/.test(path));
  if (odd !== undefined)
    throw new OddEntry(
      `the name ${JSON.stringify(odd)} has a line break or is not UTF-8; an artifact has no such names`,
    );
  const lines: string[] = Array.from({ length: paths.length }, () => '');
  const large: { readonly index: number; readonly path: string; readonly mode: string }[] = [];
  await inSlices(paths.entries(), ([index, path]) => {
    const full = join(folder, path);
    const facts = lstatSync(full);
    const mode = (facts.mode & 0o100) === 0 ? '-' : 'x';
    if (facts.isSymbolicLink()) lines[index] = `l - ${sha256(readlinkSync(full))} ${path}\n`;
    else if (!facts.isFile())
      throw new OddEntry(`${path} is neither a file nor a link; an artifact holds nothing else`);
    else if (facts.size <= small) lines[index] = `f ${mode} ${hashOfSmall(full)} ${path}\n`;
    else large.push({ index, path, mode });
  });
  for (const { index, path, mode } of large)
    lines[index] = `f ${mode} ${await hashOfLarge(join(folder, path))} ${path}\n`;
  const digest = `sha256:${sha256(lines.join(''))}`;
  if (!isDigest(digest)) throw new Error(`no digest: ${digest}`);
  return digest;
}
