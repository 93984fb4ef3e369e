import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** The names of the tests that failed, by JUnit. */
async function suiteSays(): Promise<{ code: number | null; failed: string[] }> {
  const app = await startApp(copy.folder, placeOf('staging', database.url));
  const report = join(copy.folder, 'reports/junit.xml');
  const { code } = await run(copy.folder, 'scripts/integration.js', {
    GREENROOM_URL_API: app.url,
    GREENROOM_JUNIT: report,
  });
  await app.stop();
  const junit = await readFile(report, 'utf8');
  const failed = [...junit.matchAll(/<testcase name="([^"]*)"[^>]*[^/]>\s*<failure/g)].map(([, name = '']) => name);
  return { code, failed };
}

describe('E8.1 the integration suite', () => {
  test('passes on the app as it is', async () => {
    expect(await suiteSays()).toEqual({ code: 0, failed: [] });
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
      const { code, failed } = await suiteSays();
      expect(code).toBe(1);
      expect(failed).toContain(noticedBy);
    } finally {
      await writeFile(path, whole);
    }
  });
});
