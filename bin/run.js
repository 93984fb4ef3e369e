// Plain JavaScript on purpose: Node below 24 cannot even load a .ts file (ERR_UNKNOWN_FILE_EXTENSION), so whatever
// people call directly begins here and re-runs itself on the Node that npm brought along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { bundled, compiled } from './bundled.js';

/**
 * V8 translates WebAssembly quickly first, and compiles what runs often once more. In PostgreSQL's parser that is one
 * function of 100 kB, which takes 600 MB and 0.3 s for a gain that no migration is long enough to see; in the HTTP parser
 * of `fetch` it takes 23 MB and 60 ms of every process (measured with `--trace-wasm-compilation-times`). A small machine
 * would end Greenroom for the first. So it stays with the quick translation.
 */
const translateOnce = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/**
 * V8 lets the space for new objects grow by some tens of megabytes, and does not give them back while a process is idle.
 * As small as it begins it is collected more often and for less each time: all of Greenroom takes 212 MiB instead of 271
 * at rest, and answers a flood of webhooks as fast (`npm run bench -- idle webhook-intake`, with and without).
 */
const stayYoung = ['--semi-space-growth-factor=1'];

/**
 * Runs a program in this process on Node 24 or newer, otherwise in a child on the bundled one. `source` is the URL of
 * its .ts module, `name` what it is called in the bundle, if it is in there.
 */
export async function run(source, name) {
  if (Number.parseInt(process.versions.node, 10) < 24) return runAgain();
  // In a folder of our own. The usual one is below the shared /tmp, where pushed code could put something for us to run.
  module.enableCompileCache(compiled);
  for (const flag of [...translateOnce, ...stayYoung]) v8.setFlagsFromString(flag);
  const bundle = name === undefined ? undefined : bundled(name);
  await import((bundle ?? source).href);
}

function runAgain() {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write(
      `Greenroom needs Node 24; this is ${process.versions.node}, and node_modules has none.\n` +
        'Run "npm ci" (or "npm rebuild node", if install scripts were switched off), or install Node 24.\n',
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
