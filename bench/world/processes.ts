import { readFileSync, readdirSync } from 'node:fs';

export interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/** MiB. A page that several processes share counts in each one's `rss`, and in parts in each one's `pss`. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
}

function listed(path: string): string[] {
  return readFileSync(path, 'utf8').split('\0');
}

/** Every process that may be looked at. */
export function processes(): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The second field is the program's name, which may hold spaces and parentheses.
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const args = listed(`/proc/${name}/cmdline`);
        return [{ pid: Number(name), parent, args, environment: listed(`/proc/${name}/environ`) }];
      } catch {
        // Gone meanwhile, or not ours to look at.
        return [];
      }
    });
}

export function memoryOf(group: readonly Seen[]): Memory {
  let rss = 0;
  let pss = 0;
  for (const { pid } of group) {
    const text = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
    rss += field('Rss');
    pss += field('Pss');
  }
  return { rss, pss };
}
