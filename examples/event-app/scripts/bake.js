import { writeFileSync } from 'node:fs';

// Writes the commit into the build, where src/build-info.js reads it. Nothing else goes in (no time, no machine):
// the same commit must give the same bytes.
const commit = process.env['GREENROOM_COMMIT'] ?? '';
if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
  console.error(`GREENROOM_COMMIT is ${JSON.stringify(commit)}. Wanted the full commit, 40 or 64 hex digits.`);
  process.exit(1);
}
writeFileSync(new URL('../build-info.json', import.meta.url), `${JSON.stringify({ commit })}\n`);
console.log(`baked in ${commit}`);
