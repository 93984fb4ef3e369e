import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allMutants } from '../../scripts/mutants/all.ts';

const root = new URL('../../', import.meta.url);

/** `npm run mutants` takes a quarter of an hour and is run now and then; what it breaks must still be there by then. */
test('each way of breaking Greenroom is in line with the code: what it changes stands there once, and its story’s file is there', () => {
  const astray = allMutants.flatMap(({ broken, edits, story }) => [
    ...edits
      .filter(({ file, find }) => readFileSync(new URL(file, root), 'utf8').split(find).length !== 2)
      .map(({ file, find }) => `${broken}: ${file}: ${find}`),
    ...(existsSync(new URL(`tests/${story.file}`, root)) ? [] : [`${broken}: tests/${story.file}`]),
  ]);
  expect(allMutants.length).toBeGreaterThan(80);
  expect(astray).toEqual([]);
});
