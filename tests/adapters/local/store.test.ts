import { chmodSync, lstatSync, mkdirSync, mkdtempSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUntouched, isWhole, seal, treeOf } from '../../../src/adapters/local/store.ts';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import type { Digest } from '../../../src/core/release.ts';

let dataDir: string;
let digest: Digest;
let file: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'greenroom-store-'));
  const draft = join(dataDir, 'draft');
  mkdirSync(join(draft, 'lib'), { recursive: true });
  writeFileSync(join(draft, 'lib/main.js'), 'the first');
  digest = await seal(dataDir, draft, 'key');
  file = join(treeOf(dataDir, digest), 'lib/main.js');
});
afterEach(() => removeTree(dataDir));

const both = async (): Promise<boolean[]> => [await isUntouched(dataDir, digest), await isWhole(dataDir, digest)];

/** As whoever damages it on purpose would: same length, and the time put back. */
function overwrite(text: string): void {
  const { atime, mtime, mode } = lstatSync(file);
  chmodSync(file, 0o644);
  writeFileSync(file, text);
  utimesSync(file, atime, mtime);
  chmodSync(file, mode);
}

describe('a sealed artifact', () => {
  it('is whole and untouched', async () => {
    expect(await both()).toEqual([true, true]);
  });

  it('is whole whoever may run its files: what its digest says of them is what they are afterwards', async () => {
    const odd = join(dataDir, 'odd');
    mkdirSync(odd);
    for (const mode of [0o644, 0o654, 0o645, 0o744, 0o755]) {
      writeFileSync(join(odd, mode.toString(8)), 'a program');
      chmodSync(join(odd, mode.toString(8)), mode);
    }
    expect(await isWhole(dataDir, await seal(dataDir, odd, 'another key'))).toBe(true);
  });

  it('was touched when a file is another, though its length, time and mode are the same', async () => {
    overwrite('the other');
    expect(await both()).toEqual([false, false]);
  });

  it('is read again when it was touched and put back', async () => {
    overwrite('the other');
    overwrite('the first');
    expect(await both()).toEqual([true, true]);
  });

  it('was touched when another file took the place of one, or one came', async () => {
    const folder = join(file, '..');
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'more.js'), '');
    expect(await isUntouched(dataDir, digest)).toBe(false);
    renameSync(join(folder, 'more.js'), file);
    expect(await isUntouched(dataDir, digest)).toBe(false);
  });

  it('that is not there is neither', async () => {
    await removeTree(join(dataDir, 'artifacts'));
    expect(await both()).toEqual([false, false]);
  });
});
