import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../src/trust.ts';

/**
 * Node strips no types below node_modules, so what apps import is emitted as JavaScript with its types: into `dist/kit`
 * for `greenroom/kit` of this package (at prepack), and as a package of the kit alone, without any dependency, into the
 * example app's `vendor/greenroom`, from where apps copy it. `--check` compares the latter with the sources.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const vendor = join(root, 'examples/event-app/vendor/greenroom');

/** JavaScript and types of `src/kit`, into an empty folder. */
export function emitKit(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const tsc = [join(root, 'node_modules/.bin/tsc'), '-p', join(root, 'src/kit'), '--outDir', folder];
  execFileSync(process.execPath, tsc, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** The package of the kit alone. */
export function makeKitPackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  emitKit(join(folder, 'kit'));
  const own = parseJson(readFileSync(join(root, 'package.json'), 'utf8'));
  const version: unknown = own !== null && typeof own === 'object' ? Reflect.get(own, 'version') : undefined;
  const manifest = {
    name: 'greenroom',
    version,
    private: true,
    description: 'The part of Greenroom that an app imports. Made from src/kit by scripts/kit-package.ts; do not edit.',
    license: 'MIT',
    type: 'module',
    exports: { './kit': { types: './kit/index.d.ts', default: './kit/index.js' } },
    files: ['kit'],
    engines: { node: '>=20' },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

function contents(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((e) =>
    e.isFile(),
  );
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(folder.length), readFileSync(path, 'utf8')];
    }),
  );
}

/** Whether the example's copy is of these sources. */
export function vendorIsCurrent(): boolean {
  const draft = mkdtempSync(join(tmpdir(), 'greenroom-kit-'));
  try {
    makeKitPackage(draft);
    const [wanted, found] = [contents(draft), contents(vendor)];
    return wanted.size === found.size && [...wanted].every(([path, text]) => found.get(path) === text);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    if (!vendorIsCurrent()) {
      console.log(
        'examples/event-app/vendor/greenroom is out of date: run "node scripts/kit-package.ts" and commit it.',
      );
      process.exitCode = 1;
    }
  } else if (process.argv.includes('--prepack')) emitKit(join(root, 'dist/kit'));
  else makeKitPackage(vendor);
}
