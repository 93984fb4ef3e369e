import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Run after each `npm install`: adds optional packages of other platforms that npm left out of package-lock.json
 * because the registry at hand does not have them. Without their entries `npm ci` calls the lock out of sync and
 * refuses; with them it installs what fits the machine. Entries carry version, os, cpu and libc, as npm writes them.
 */
const path = new URL('../package-lock.json', import.meta.url);
const entry = z.looseObject({
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  dev: z.boolean().optional(),
});
const shape = z.looseObject({ packages: z.record(z.string(), entry) });

const systems = ['darwin', 'linux', 'win32', 'freebsd', 'android', 'openharmony', 'netbsd', 'openbsd', 'sunos', 'aix'];
const processors = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el'];

const lock = shape.parse(JSON.parse(readFileSync(path, 'utf8')));
const { packages } = lock;

/** As Node resolves: beside the one that wants it, or further up. */
function isThere(from: string, name: string): boolean {
  for (
    let base = from;
    ;
    base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : ''
  ) {
    if (packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`] !== undefined) return true;
    if (base === '') return false;
  }
}

let added = 0;
for (const [from, wanting] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(wanting.optionalDependencies ?? {})) {
    if (isThere(from, name)) continue;
    const words = (name.split('/').at(-1) ?? '').split('-');
    const os = words.filter((word) => systems.includes(word));
    const cpu = words.filter((word) => processors.includes(word)).slice(-1);
    if (os.length === 0) continue;
    const libc = words.some((word) => word.startsWith('musl'))
      ? ['musl']
      : words.some((word) => word.startsWith('gnu'))
        ? ['glibc']
        : [];
    packages[`node_modules/${name}`] = {
      version: version.replace(/^[~^]/, ''),
      ...(cpu.length === 0 ? {} : { cpu }),
      ...(wanting.dev === true ? { dev: true } : {}),
      ...(libc.length === 0 ? {} : { libc }),
      optional: true,
      os,
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added.`);
