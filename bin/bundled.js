import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
/** As text: hundreds of files are looked at in each start, and making a URL takes longer than looking. */
const below = fileURLToPath(root);
export const dist = new URL('dist/', root);

/** Where Node keeps what it compiled: beside the bundle, and so as trustworthy as that. */
export const compiled = fileURLToPath(new URL('compiled', dist));

/** What tells one state of a file from another, as make(1) does it; null where there is no such file. */
export function stateOf(path) {
  const facts = statSync(`${below}${path}`, { throwIfNoEntry: false });
  return facts === undefined ? null : `${facts.size} ${facts.mtimeMs}`;
}

/**
 * URL of a program in the bundle, which starts in half the time (docs/BENCH.md); undefined where there is none, or where
 * one of the files that it was made from is another by now: a stale bundle never runs. An image ships the bundle without
 * sources; then there is nothing to compare with.
 */
export function bundled(name) {
  try {
    const { folder, from } = JSON.parse(readFileSync(new URL('current.json', dist), 'utf8'));
    const shipsSources = existsSync(new URL('src/cli.ts', root));
    if (shipsSources && Object.entries(from).some(([path, state]) => stateOf(path) !== state)) return undefined;
    const entry = new URL(`${folder}/${name}.js`, dist);
    return existsSync(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}
