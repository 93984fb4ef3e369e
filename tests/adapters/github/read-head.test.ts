import { expect, test } from 'vitest';
import { readHead } from '../../../src/adapters/github/read-head.ts';

const sha = 'a'.repeat(40);
const answered = (commit: object): object => ({ name: 'staging', commit: { sha, ...commit } });

test('a commit that names nobody, as GitHub answers it, is still named', () => {
  const nobody = { author: null, committer: null, commit: { author: null, committer: null, message: '' } };
  expect(readHead(answered(nobody), 'staging')).toEqual({ commit: sha, subject: '', author: '', at: 0 });
  expect(readHead(answered({}), 'staging')).toEqual({ commit: sha, subject: '', author: '', at: 0 });
});

test('of a message the first line counts, and neither it nor a name may be endless', () => {
  const long = { message: `${'x'.repeat(600)}\nmore`, author: { name: 'y'.repeat(300) }, committer: { date: 'soon' } };
  const { subject, author, at } = readHead(answered({ commit: long }), 'staging');
  expect([subject, author.length, at]).toEqual(['x'.repeat(500), 200, 0]);
});

test('what is no commit is refused by name', () => {
  expect(() => readHead({ commit: { sha: 'HEAD; rm' } }, 'staging')).toThrow(
    'GitHub says that branch staging is at “HEAD; rm”, which is no commit.',
  );
});
