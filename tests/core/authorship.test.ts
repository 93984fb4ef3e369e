import { expect, it } from 'vitest';
import { authorshipOf } from '../../src/core/authorship.ts';
import type { CommitFacts } from '../../src/core/promotion.ts';

const by = (login?: string): CommitFacts => ({
  commit: 'a'.repeat(40),
  subject: 'x',
  author: 'Ana',
  at: 1,
  ...(login === undefined ? {} : { login }),
});
const people = { Ana: '11', ben: '12' };

it('knows people by their login, in whatever case GitHub writes it', () => {
  expect(authorshipOf([by('ana'), by('BEN')], 0, ['Ana'], people)).toEqual({
    known: ['11', '12'],
    unknownCommits: 0,
    unknownPushers: [],
  });
});

it('takes nothing for granted of commits that nobody can be named for', () => {
  expect(authorshipOf([by(), by('stranger'), by('ana')], 3, ['stranger'], people)).toEqual({
    known: ['11'],
    unknownCommits: 5,
    unknownPushers: ['stranger'],
  });
});

it('knows that an app is no person', () => {
  expect(authorshipOf([by('dependabot[bot]')], 0, ['renovate[bot]'], people)).toEqual({
    known: [],
    unknownCommits: 0,
    unknownPushers: [],
  });
});

it('is not taken in by a login that every object has', () => {
  expect(authorshipOf([by('constructor')], 0, ['__proto__'], people)).toMatchObject({
    known: [],
    unknownCommits: 1,
    unknownPushers: ['__proto__'],
  });
});
