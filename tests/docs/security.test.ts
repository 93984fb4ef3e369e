import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { guards } from '../../src/guards/index.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', root), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Threat |'))
  .map((line) => line.slice(2, -2).split(' | '));

const files = (cell: string, below: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).filter((name) => name.startsWith(below));

/** Each test file with the titles that follow it. */
function shownBy(cell: string): { file: string; titles: string[] }[] {
  return cell.split(/; (?=`)/).map((part) => ({
    file: files(part, 'tests/')[0] ?? '',
    titles: [...part.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));
}

/** What is wrong with a row, in words: everything at once. */
function problems([threat = '', defence = '', shown = '', ...rest]: readonly string[]): string[] {
  const there = (file: string): boolean => file !== '' && existsSync(new URL(file, root));
  const defences = files(defence, 'src/');
  return [
    ...(rest.length > 0 || shown === '' ? [`${threat}: wanted three cells`] : []),
    ...(defences.length === 0 ? [`${threat}: nothing stands against it`] : []),
    ...defences.filter((file) => !there(file)),
    ...shownBy(shown).flatMap(({ file, titles }) => {
      if (!there(file) || titles.length === 0) return [`${threat}: no test “${file}” with a title`];
      const source = readFileSync(new URL(file, root), 'utf8');
      return titles.filter((title) => !source.includes(`'${title}'`)).map((title) => `${file} has no “${title}”`);
    }),
  ];
}

test('every threat names what stands against it and a test that exists', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.flatMap((cells) => problems(cells))).toEqual([]);
});

test('every guard stands against something', () => {
  const named = rows.flatMap(([, defence = '']) => files(defence, 'src/guards/'));
  const known = new Map(
    readdirSync(new URL('src/guards', root)).map((name) => [
      readFileSync(new URL(`src/guards/${name}`, root), 'utf8'),
      name,
    ]),
  );
  const fileOf = (guard: string): string =>
    [...known].find(([source]) => source.includes(`name: '${guard}'`))?.[1] ?? guard;
  expect(guards.map(({ name }) => `src/guards/${fileOf(name)}`).filter((file) => !named.includes(file))).toEqual([]);
});
