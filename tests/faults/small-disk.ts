import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, rmdirSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../world/until.ts';

const asRoot = process.getuid?.() === 0;

function asSuperuser(...argv: readonly string[]): boolean {
  const [program = '', ...args] = asRoot ? argv : ['sudo', '-n', ...argv];
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function mount(folder: string, megabytes: number): boolean {
  const owner = asRoot ? '' : `,uid=${String(process.getuid?.())}`;
  return asSuperuser('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755${owner}`, 'tmpfs', folder);
}

/** A file system of its own, small enough to be filled to the last block. */
export class SmallDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Mounted there; whoever has it removes it before the folder above goes. */
  static at(folder: string, megabytes: number): SmallDisk {
    mkdirSync(folder, { recursive: true });
    if (!mount(folder, megabytes)) throw new Error(`nothing could be mounted at ${folder}`);
    return new SmallDisk(folder);
  }

  /** Whether this machine lets us: root, or sudo without a password, and the right to mount. */
  static isPossible(): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'greenroom-disk-'));
    const mounted = mount(folder, 1);
    if (mounted) asSuperuser('umount', folder);
    rmdirSync(folder);
    return mounted;
  }

  get #ballast(): string {
    return join(this.#folder, 'ballast');
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }

  /** Somebody else's file takes all room but this much. */
  fillsUp(left = 0): void {
    const file = openSync(this.#ballast, 'a');
    try {
      for (let wanted = this.freeBytes - left; wanted > 0; wanted = this.freeBytes - left)
        writeSync(file, Buffer.alloc(Math.min(wanted, 1024 * 1024)));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(file);
    }
  }

  isFreed(): void {
    rmSync(this.#ballast);
  }

  /** What was ended a moment ago may still be giving back what it had open: it is over only when the kernel says so. */
  async remove(): Promise<void> {
    await until(`nobody uses ${this.#folder} any more`, () => asSuperuser('umount', this.#folder));
  }
}
