import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;

/** A package as small as can be, with Greenroom's own launcher and bundler. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenroom-bundled-'));
  for (const path of ['bin/run.js', 'bin/bundled.js', 'bin/greenroom.js', 'scripts/bundle.js'])
    cpSync(join(root, path), join(folder, path));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'src/word.ts'), "export const word: string = 'first';\n");
  writeFileSync(
    join(folder, 'src/cli.ts'),
    "import { word } from './word.ts';\nconsole.log(word, import.meta.url.includes('/dist/') ? 'bundled' : 'from its sources');\n",
  );
  for (const other of [
    'adapters/local/host/main.ts',
    'adapters/sql/parser-thread.ts',
    'platform/programs/forker-main.ts',
  ]) {
    mkdirSync(join(folder, 'src', dirname(other)), { recursive: true });
    writeFileSync(join(folder, 'src', other), '');
  }
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['esbuild', '@esbuild'])
    cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).trim();
const greenroom = (): string => node('bin/greenroom.js');
const bundles = (): string => node('scripts/bundle.js');

describe('a program that was bundled', () => {
  it('runs from the bundle', () => {
    expect(greenroom()).toBe('first from its sources');
    bundles();
    expect(greenroom()).toBe('first bundled');
  });

  it('runs from its sources when one of them is another since, until it is bundled anew', () => {
    bundles();
    writeFileSync(join(folder, 'src/word.ts'), "export const word: string = 'second';\n");
    expect(greenroom()).toBe('second from its sources');
    bundles();
    expect(greenroom()).toBe('second bundled');
    // As a checkout of an older commit would leave it: same length, another time.
    utimesSync(join(folder, 'src/word.ts'), 1, 1);
    expect(greenroom()).toBe('second from its sources');
  });

  it('runs from its sources when a package was installed since', () => {
    bundles();
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), '{}');
    expect(greenroom()).toBe('first from its sources');
    bundles();
    expect(greenroom()).toBe('first bundled');
  });

  it('is bundled anew when the way of bundling is another', () => {
    bundles();
    utimesSync(join(folder, 'scripts/bundle.js'), 1, 1);
    expect(greenroom()).toBe('first from its sources');
    bundles();
    expect(greenroom()).toBe('first bundled');
  });

  it('serves HTTP without loading all of fetch first', () => {
    writeFileSync(
      join(folder, 'src/cli.ts'),
      `import { Agent, createServer } from 'node:http';
       import http from 'node:http';
       const fetchIsLoaded = () => process.moduleLoadList.some((name: string) => name.includes('undici'));
       const server = createServer().listen(0, () => {
         console.log(http.Agent === Agent, fetchIsLoaded(), http.WebSocket === WebSocket, fetchIsLoaded());
         server.close();
       });`,
    );
    bundles();
    expect(greenroom()).toBe('true false true true');
  });

  it('runs without its sources, as in the image', () => {
    bundles();
    rmSync(join(folder, 'src'), { recursive: true });
    expect(greenroom()).toBe('first bundled');
  });

  it('runs from its sources when the bundle is broken', () => {
    bundles();
    const current = join(folder, 'dist/current.json');
    const whole = readFileSync(current, 'utf8');
    writeFileSync(current, whole.slice(0, 20));
    expect(greenroom()).toBe('first from its sources');
    writeFileSync(current, whole);
    rmSync(join(folder, 'dist', JSON.parse(whole).folder), { recursive: true });
    expect(greenroom()).toBe('first from its sources');
  });

  it('keeps what Node compiled beside the bundle, not in a folder that others may write to', () => {
    bundles();
    greenroom();
    expect(readdirSync(join(folder, 'dist/compiled'))).toHaveLength(1);
  });

  it('leaves nothing of an earlier bundle behind', () => {
    bundles();
    greenroom();
    writeFileSync(join(folder, 'src/word.ts'), "export const word: string = 'second';\n");
    bundles();
    expect(readdirSync(join(folder, 'dist'))).toHaveLength(2);
    expect(greenroom()).toBe('second bundled');
  });
});

describe('npm ci without the packages for development', () => {
  it('says that nothing was bundled, and Greenroom starts from its sources', () => {
    rmSync(join(folder, 'node_modules/esbuild'), { recursive: true });
    expect(bundles()).toBe('');
    expect(greenroom()).toBe('first from its sources');
  });
});
