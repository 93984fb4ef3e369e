import { createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from 'node:test';
import { junit, spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

// Runs integration/*.test.js against an environment that is up, and leaves a JUnit report. The suite writes test
// users, so it asks first where it is, and a place that does not say is taken for production.
const url = process.env['GREENROOM_URL_API'] ?? '';
if (!/^https?:\/\//.test(url))
  refuse(`GREENROOM_URL_API is ${JSON.stringify(url)}. Wanted the address of an event app.`);
const report = process.env['GREENROOM_JUNIT'] ?? 'reports/integration.xml';

let environment;
try {
  const answer = await fetch(new URL('/version', url), { signal: AbortSignal.timeout(10_000) });
  ({ environment } = await answer.json());
} catch (error) {
  refuse(`${url}/version did not answer: ${error.message}`);
}
if (environment !== 'staging' && environment !== 'local') {
  refuse(
    `${url} says it is ${JSON.stringify(environment)}. This suite writes test users and runs on staging or local only.`,
  );
}

mkdirSync(dirname(report), { recursive: true });
const folder = fileURLToPath(new URL('../integration/', import.meta.url));
// All of them, or those that are named: `npm run test:integration -- draw login`.
const all = readdirSync(folder).filter((name) => name.endsWith('.test.js'));
const wanted = process.argv.slice(2).map((name) => `${name}.test.js`);
const missing = wanted.filter((name) => !all.includes(name));
if (missing.length > 0)
  refuse(
    `There is no ${missing.join(', ')} in integration/. Wanted some of ${all.join(', ')}, or none for all of them.`,
  );
const files = all.filter((name) => wanted.length === 0 || wanted.includes(name)).map((name) => `${folder}${name}`);
// All in this process, one after the other: starting one for each file took longer than the tests.
const suite = run({ files, isolation: 'none' });
suite.on('test:fail', () => {
  process.exitCode = 1;
});
suite.compose(new spec()).pipe(process.stdout);
suite.compose(junit).pipe(createWriteStream(report));

/** @param {string} why */
function refuse(why) {
  console.error(`The integration suite does not run: ${why}`);
  process.exit(1);
}
