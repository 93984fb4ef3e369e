import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../world/database.ts';
import { eventAppCopy, placeOf, run, startApp } from './event-process.ts';
import { seededBugs } from './seeded-bugs.ts';

let copy: Awaited<ReturnType<typeof eventAppCopy>>;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  copy = await eventAppCopy();
  database = await freshDatabase();
  expect(await run(copy.folder, 'scripts/build-web.js')).toMatchObject({ code: 0 });
  expect(await run(copy.folder, 'scripts/migrate.js', placeOf('staging', database.url))).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await database.drop();
  await copy.remove();
});

/** The part of the suite that has a test of this name. */
async function partWith(test: string): Promise<string> {
  const parts = (await readdir(join(copy.folder, 'integration'))).filter((name) => name.endsWith('.test.js'));
  const texts = await Promise.all(parts.map((name) => readFile(join(copy.folder, 'integration', name), 'utf8')));
  const at = texts.findIndex((text) => text.includes(`test('${test}'`));
  expect(at, `a test of the suite is called “${test}”`).not.toBe(-1);
  return basename(parts[at] ?? '', '.test.js');
}

/** How the suite ended, or a part of it: red in a part is red in the whole. Which tests failed is read from JUnit. */
async function suiteSays(...parts: readonly string[]): Promise<{ code: number | null; failed: string[] }> {
  const app = await startApp(copy.folder, placeOf('staging', database.url));
  const report = join(copy.folder, 'reports/junit.xml');
  await rm(report, { force: true });
  const suite = { GREENROOM_URL_API: app.url, GREENROOM_JUNIT: report };
  const { code } = await run(copy.folder, 'scripts/integration.js', suite, parts);
  await app.stop();
  const junit = await readFile(report, 'utf8');
  const failed = [...junit.matchAll(/<testcase name="([^"]*)"[^>]*[^/]>\s*<failure/g)].map(([, name = '']) => name);
  return { code, failed };
}

describe('E8.1 the integration suite', () => {
  test('passes on the app as it is', async () => {
    expect(await suiteSays()).toEqual({ code: 0, failed: [] });
  });

  test('refuses a part that it has not, instead of passing without a test', async () => {
    const app = await startApp(copy.folder, placeOf('staging', database.url));
    const wanted = { GREENROOM_URL_API: app.url };
    const { code, output } = await run(copy.folder, 'scripts/integration.js', wanted, ['draw', 'drow']);
    await app.stop();
    expect(code).toBe(1);
    expect(output).toContain('There is no drow.test.js in integration/.');
  });

  test.each(seededBugs)('notices: $what', async ({ file, from, to, noticedBy }) => {
    const path = join(copy.folder, file);
    const whole = await readFile(path, 'utf8');
    expect(whole.split(from), `${file} has this once`).toHaveLength(2);
    await writeFile(
      path,
      whole.replace(from, () => to),
    );
    try {
      const { code, failed } = await suiteSays(await partWith(noticedBy));
      expect(code).toBe(1);
      expect(failed).toContain(noticedBy);
    } finally {
      await writeFile(path, whole);
    }
  });
});
