import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import { leftAfter, moreGround } from '../world/rounds.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Every requirement: C the shape of the product, R a pre-production environment, E the event app's stage. */
const wanted = [
  'C1 C2 C3 C4 C5 C6',
  'R1.1 R1.2 R1.3 R1.4 R2.1 R2.2 R2.3 R2.4 R3.1 R3.2 R3.3 R3.4 R4.1 R4.2 R4.3 R4.4 R5.1 R5.2 R5.3 R5.4',
  'E1.1 E1.2 E2.1 E2.2 E2.3 E3.1 E4.1 E4.2 E5.1 E5.2 E6.1 E6.2 E6.3 E6.4',
  'E7.1 E7.2 E7.3 E7.4 E8.1 E8.2 E9.1 E9.2 E9.3 E9.4',
].flatMap((ids) => ids.split(' '));

/** `E2.1, E2.2` and `E6.1–E6.4` as single ids. */
function idsOf(cell: string): string[] {
  return cell.split(',').flatMap((part) => {
    const [first = '', last] = part.trim().split('–');
    if (last === undefined) return [first];
    const [chapter = '', from] = first.split('.');
    const upTo = Number(last.split('.')[1]);
    return Array.from({ length: upTo - Number(from) + 1 }, (_, index) => `${chapter}.${Number(from) + index}`);
  });
}

/** Test files of a cell; a bare name is in the folder of the one before it. */
function filesOf(cell: string): string[] {
  let folder = '';
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
    const path = name.includes('/') ? name : `${folder}/${name}`;
    folder = path.endsWith('.ts') ? dirname(path) : path;
    return path;
  });
}

const rows = text('docs/requirements.md')
  .split('\n')
  .filter((line) => /^\| [CRE]\d/.test(line))
  .map((line) => {
    const [, ids = '', , , tests = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return { ids: idsOf(ids), files: filesOf(tests), tests };
  });

/** Titles of tests and of what holds them, as they stand in the source. */
function titlesIn(file: string): string {
  return [...text(file).matchAll(/(?:\b(?:test|it|describe|story)\b[^'"`]*|\]?\)\(\s*)(['"`])((?:(?!\1).)*)\1/g)]
    .map(([, , title = '']) => title)
    .join('\n');
}

test('every requirement has one row, and nothing is open', () => {
  expect(rows.flatMap(({ ids }) => ids).toSorted()).toEqual(wanted.toSorted());
  expect(rows.filter(({ tests }) => /\bopen\b/.test(tests)).map(({ ids }) => ids)).toEqual([]);
});

test('every file that a row names is there', () => {
  const files = rows.flatMap(({ files: its }) => its);
  expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});

const carries = (titles: string, id: string): boolean =>
  new RegExp(`(^|[^\\w.])${id.replace('.', '\\.')}(?![\\d.]*\\d)`, 'm').test(titles);
const testFiles = (files: readonly string[]): string[] => files.filter((file) => file.endsWith('.test.ts'));

test.each(rows.flatMap(({ ids, files }) => ids.map((id) => ({ id, files }))))(
  '$id is carried by the name of a test that its row names',
  ({ id, files }) => {
    expect(
      testFiles(files).filter((file) => carries(titlesIn(file), id)),
      files.join(', '),
    ).not.toEqual([]);
  },
);

test('no row names a file whose tests say nothing of it', () => {
  const silent = rows.flatMap(({ ids, files }) =>
    testFiles(files)
      .filter((file) => !ids.some((id) => carries(titlesIn(file), id)))
      .map((file) => `${ids.join(' ')}: ${file}`),
  );
  expect(silent).toEqual([]);
});

/** Only Fly builds an image of a Docker configuration. */
const onFlyAlone = ['R1.3'];
const isLeft = (file: string): boolean => leftAfter([]).some((glob) => matchesGlob(file, glob));
const ofTheJourney = rows
  .flatMap(({ ids, files }) => ids.map((id) => ({ id, files })))
  .filter(({ id }) => /^(C|R[135]\.)/.test(id) && !onFlyAlone.includes(id));

test.each(ofTheJourney)('$id is tried before each commit, and not only before it lands', ({ id, files }) => {
  expect(testFiles(files).filter((file) => !isLeft(file) && carries(titlesIn(file), id))).not.toEqual([]);
});

test('what somebody changes is tried before they commit it', () => {
  const flyStories = 'tests/adapters/fly/**';
  expect(leftAfter(['src/adapters/fly/fleet.ts'])).not.toContain(flyStories);
  expect(leftAfter(['tests/adapters/fly/fleet.test.ts'])).not.toContain(flyStories);
  expect(leftAfter(['src/bot/cards/deployment.ts', 'README.md'])).toContain(flyStories);
});

test('what is left out before a commit is there, and told before it lands', () => {
  const globs = moreGround.flatMap(({ files, tries }) => [...files, ...tries]);
  expect(globs.filter((glob) => globSync(glob, { cwd: root }).length === 0)).toEqual([]);
  expect(text('.ci/run')).toContain('\nCI=true npm run check -- --whole\n');
});
