import { run } from '../../platform/exec.ts';
import { lstatSync } from 'node:fs';
import { OddEntry } from './hash-tree.ts';
import { openFolder } from './own.ts';
import { dirname, join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { removeTree } from './remove-tree.ts';
import { takeOver } from './take-over.ts';

/** The disk has no room for it. */
export class NoRoom extends Error {}

const fullInWords = /ENOSPC|EDQUOT|No space left|Disk quota exceeded/;
/** Git, `cp` and npm say it in words. */
export const namesFull = (text: string): boolean => fullInWords.test(text);

/**
 * A copy in `draft/tree`, read-only and ours; what was read of it. `draft` is closed to everybody else and gone where this
 * fails. Nobody has ever had a file of it open.
 */
export async function copyTree(
  from: string,
  draft: string,
  signal?: AbortSignal,
): Promise<Awaited<ReturnType<typeof takeOver>>> {
  try {
    await openFolder(dirname(draft));
    await mkdir(draft, { mode: 0o700 });
    const copied = await run('cp', ['-R', '-P', '--preserve=mode', '--', from, join(draft, 'tree')], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
      maxCaptured: 4096,
      ...(signal === undefined ? {} : { signal }),
    });
    if (copied.ended !== 'exit' || copied.exitCode !== 0) {
      const why = `${from} could not be copied: ${copied.stderr.trim() || copied.detail}`;
      throw namesFull(copied.stderr) ? new NoRoom(why) : new Error(why);
    }
    // What was to be copied can have been a link itself, and taking that over would open what it leads to.
    if (!lstatSync(join(draft, 'tree')).isDirectory()) throw new OddEntry(`${from} is not a folder`);
    return await takeOver(join(draft, 'tree'), undefined, signal);
  } catch (error) {
    await removeTree(draft);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'ENOSPC' || code === 'EDQUOT' ? new NoRoom(String(error)) : error;
  }
}
