import { createHash, hash } from 'node:crypto';
import { type Dirent, type Stats, closeSync, constants, fstatSync, openSync, readSync, readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Digest, isDigest } from '../../core/release.ts';
import { below, inSlices, pathOf } from '../../platform/in-slices.ts';

export class OddEntry extends Error {}

/** What is done to each entry on the way, besides reading it; paths are absolute. */
export interface Hands {
  readonly folder: (path: string) => void;
  readonly link: (path: string, written: string) => void;
  /** `file` is open for reading. */
  readonly file: (path: string, file: number, facts: Stats) => void;
}
/** And without following a link. */
const withoutWaiting = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const idle: Hands = { folder: () => undefined, link: () => undefined, file: () => undefined };

/** Bytes. Reading so much at once keeps nobody waiting; larger files are streamed. */
const small = 256 * 1024;

const sha256 = (content: string | Buffer): string => hash('sha256', content);
/** One for all: nobody else runs between filling it and hashing it. With room for a byte more than there should be. */
const room = Buffer.allocUnsafe(small + 1);

function hashOfSmall(path: string, file: number, size: number): string {
  let filled = 0;
  for (let read = -1; read !== 0 && filled < size; filled += read)
    read = readSync(file, room, filled, room.length - filled, null);
  if (filled !== size) throw new Error(`${path} has changed while it was read`);
  return sha256(room.subarray(0, filled));
}

async function hashOfLarge(path: string, signal: AbortSignal | undefined): Promise<string> {
  const content = createHash('sha256');
  const file = await open(path, withoutWaiting);
  await pipeline(file.createReadStream(), content, signal === undefined ? {} : { signal });
  return content.digest('hex');
}

interface Line {
  readonly path: string;
  readonly kind: 'f' | 'l';
  readonly mode: '-' | 'x';
  /** Undefined while a large file has not been read. */
  hash: string | undefined;
}

/**
 * Names end at a line break in what is hashed: two different trees could have one digest. And a name that is no UTF-8
 * reads as one with U+FFFD, by which its file is not found again.
 */
function refuseOddName(path: string): void {
  if (/[\n\ufffd]/.test(path))
    throw new OddEntry(
      `the name ${JSON.stringify(path)} has a line break or is not UTF-8; an artifact has no such names`,
    );
}

/** Without following links, and without waiting for a writer, should a pipe have come in the file's place. */
function lineOf(full: string, path: string, entry: Dirent, hands: Hands): Line {
  refuseOddName(path);
  if (entry.isSymbolicLink()) {
    const written = readlinkSync(full);
    hands.link(full, written);
    return { path, kind: 'l', mode: '-', hash: sha256(written) };
  }
  const odd = (): OddEntry => new OddEntry(`${path} is neither a file nor a link; an artifact holds nothing else`);
  // A socket cannot even be opened.
  if (!entry.isFile()) throw odd();
  const file = openSync(full, withoutWaiting);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile()) throw odd();
    hands.file(full, file, facts);
    const content = facts.size <= small ? hashOfSmall(full, file, facts.size) : undefined;
    return { path, kind: 'f', mode: (facts.mode & 0o100) === 0 ? '-' : 'x', hash: content };
  } finally {
    closeSync(file);
  }
}

/**
 * Digest of a folder: SHA-256 over one line an entry, `<f|l> <x|-> <sha256 of content or link target> <path>\n`, sorted
 * by path in code unit order. Times and owners are left out, so the same content is the same artifact everywhere.
 * docs/artifacts.md describes it for whoever wants to check by other means.
 */
export async function hashTree(folder: string, hands: Hands = idle, signal?: AbortSignal): Promise<Digest> {
  const lines: Line[] = [];
  const take = (entry: Dirent): void => {
    const full = pathOf(entry);
    if (entry.isDirectory()) hands.folder(full);
    else lines.push(lineOf(full, full.slice(folder.length + 1), entry, hands));
  };
  signal?.throwIfAborted();
  await inSlices(below(folder), take, signal);
  for (const line of lines) line.hash ??= await hashOfLarge(join(folder, line.path), signal);
  lines.sort((one, other) => (one.path < other.path ? -1 : 1));
  const text = lines.map(({ kind, mode, hash: its, path }) => `${kind} ${mode} ${its ?? ''} ${path}\n`);
  const digest = `sha256:${sha256(text.join(''))}`;
  if (!isDigest(digest)) throw new Error(`no digest: ${digest}`);
  return digest;
}
