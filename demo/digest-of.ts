import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

/** The digest of a folder as docs/artifacts.md describes it, written anew so that a mistake there is found here. */
export function digestOf(folder: string): string {
  const paths: string[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else paths.push(path);
    }
  };
  walk('');
  const lines = paths.sort().map((path) => {
    const full = join(folder, path);
    const facts = lstatSync(full);
    if (facts.isSymbolicLink()) return `l - ${sha256(readlinkSync(full))} ${path}\n`;
    return `f ${(facts.mode & 0o100) === 0 ? '-' : 'x'} ${sha256(readFileSync(full))} ${path}\n`;
  });
  return `sha256:${sha256(lines.join(''))}`;
}
