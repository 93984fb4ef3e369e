import { readFileSync } from 'node:fs';

/**
 * The commit that scripts/bake.js wrote at build; `development` in a working copy that was never built. Baked in
 * rather than read from the environment, because an image that is promoted must go on saying what it is.
 *
 * @param {URL} [file]
 * @returns {string}
 */
export function builtCommit(file = new URL('../build-info.json', import.meta.url)) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return 'development';
  }
  const { commit } = JSON.parse(text);
  if (typeof commit !== 'string') throw new Error('build-info.json names no commit. Build again: npm run build.');
  return commit;
}
