import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKitPackage, vendorIsCurrent } from '../../scripts/kit-package.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { ask, key, wish } from './small-app.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let database: TestDatabase;

/** The app of docs/kit.md, outside the repository, with the kit from a tarball. */
beforeAll(async () => {
  database = await emptyDatabase();
  folder = mkdtempSync(join(tmpdir(), 'greenroom-outside-'));
  const made = join(folder, 'made');
  makeKitPackage(made);
  const packed: unknown = JSON.parse(run('npm', ['pack', made, '--json', '--silent'], folder));
  const filename = (packed as { filename: string }[])[0]?.filename ?? '';
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', private: true, dependencies: { greenroom: `file:${filename}` } }),
  );
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent'], folder);
  // The database's driver is the app's own matter; here it is ours.
  symlinkSync(join(root, 'node_modules/pg'), join(folder, 'node_modules/pg'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const run = (program: string, argv: readonly string[], cwd: string): string =>
  execFileSync(program, argv, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Code of docs/kit.md as it stands there: the block that begins with this comment. */
function example(named: string): string {
  const page = readFileSync(join(root, 'docs/kit.md'), 'utf8');
  const block = page.split('```').find((part) => part.includes(`// ${named}\n`));
  if (block === undefined) throw new Error(`docs/kit.md has no example ${named}`);
  return block.slice(block.indexOf('\n') + 1);
}

describe('the kit in an app outside the repository', () => {
  it('comes without any dependency, and with nothing but itself', () => {
    const manifest: { dependencies?: unknown } = JSON.parse(
      readFileSync(join(folder, 'node_modules/greenroom/package.json'), 'utf8'),
    );
    expect(manifest.dependencies).toBeUndefined();
    expect(existsSync(join(folder, 'node_modules/.package-lock.json'))).toBe(true);
    expect(() => run('node', ['--input-type=module', '-e', "import 'greenroom/kit/wire.js'"], folder)).toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });

  it.each(['node-http.mjs', 'fastify.mjs'])('%s of the docs: signed works, unsigned is refused', async (file) => {
    if (file === 'fastify.mjs' && !existsSync(join(folder, 'node_modules/fastify')))
      symlinkSync(join(root, 'node_modules/fastify'), join(folder, 'node_modules/fastify'));
    for (const name of ['kit.mjs', file]) writeFileSync(join(folder, name), example(name));
    const child = spawn(process.execPath, [file], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        APP_ENV: 'staging',
        IS_PRODUCTION: 'false',
        GREENROOM_KEY: key,
        DATABASE_URL: database.url,
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = await once(child.stdout, 'data');
      const address = String(line).trim();
      expect(await ask(address, '/_stage/seed', wish({ scenario: 'fresh', rngSeed: 1 }))).toMatchObject({
        status: 200,
        signed: true,
        answer: { state: 'done', result: { counts: { users: 10 } } },
      });
      expect(await ask(address, '/_stage/seed', wish({ scenario: 'fresh' }), { key: 'b'.repeat(32) })).toMatchObject({
        status: 401,
        answer: { code: 'stage.unsigned' },
      });
      expect(await (await fetch(`${address}/version`)).json()).toMatchObject({ environment: 'staging' });
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('has types that an app’s compiler takes, and that know production from staging', () => {
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    for (const name of ['node', 'pg'])
      if (!existsSync(join(folder, 'node_modules/@types', name)))
        symlinkSync(join(root, 'node_modules/@types', name), join(folder, 'node_modules/@types', name));
    const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: ['node'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    const tsc = (text: string): string => {
      writeFileSync(join(folder, 'app.ts'), text);
      return run(process.execPath, [join(root, 'node_modules/.bin/tsc'), '-p', folder], folder);
    };
    const app = (line: string): string =>
      `import { type KitOptions, createKit, readFlags } from 'greenroom/kit';
declare const options: KitOptions;
const kit = createKit({ ...options, flags: readFlags(process.env) });
${line}\n`;
    expect(tsc(app(`if (kit.appEnv !== 'production') void kit.stage.describe();`))).toBe('');
    expect(() => tsc(app(`void kit.stage.describe();`))).toThrow();
  });
});

describe('the copy in the example app', () => {
  it('is of these sources', () => expect(vendorIsCurrent()).toBe(true));
});

describe('greenroom itself, packed', () => {
  it('has the kit in it, for apps that install it whole', () => {
    const copy = mkdtempSync(join(tmpdir(), 'greenroom-whole-'));
    try {
      for (const name of ['package.json', 'bin', 'LICENSE', 'README.md'])
        cpSync(join(root, name), join(copy, name), { recursive: true });
      mkdirSync(join(copy, 'dist'));
      cpSync(join(folder, 'made/kit'), join(copy, 'dist/kit'), { recursive: true });
      const packed: unknown = JSON.parse(
        run('npm', ['pack', copy, '--json', '--silent', '--ignore-scripts', '--dry-run'], copy),
      );
      const files = (packed as { files: { path: string }[] }[])[0]?.files.map(({ path }) => path) ?? [];
      expect(files).toContain('dist/kit/index.js');
      expect(files).toContain('dist/kit/index.d.ts');
      expect(files).toContain('bin/greenroom.js');
      writeFileSync(
        join(copy, 'app.mjs'),
        "import { readFlags } from 'greenroom/kit';\nconsole.log(typeof readFlags);\n",
      );
      expect(run('node', ['app.mjs'], copy)).toBe('function\n');
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
