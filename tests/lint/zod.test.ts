import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/**
 * As `{ z }` it is one object with all of the library in it, 550 kB of them languages and converters, in each process
 * that checks a word; the rule for restricted imports cannot tell the two ways of importing apart.
 */
it('zod is imported as a namespace, of which the bundle leaves out what is not used', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const asOne = files.filter((name) =>
    /import [^;]*\{[^};]*\bz\b[^};]*\} from 'zod'/.test(readFileSync(src + name, 'utf8')),
  );
  expect(files.length).toBeGreaterThan(300);
  expect(asOne).toEqual([]);
});
