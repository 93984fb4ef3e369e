import { expect, it } from 'vitest';
import { guards } from '../../src/guards/index.ts';

it.each(guards.map((guard) => [guard.name, guard] as const))(
  '%s has a title that people can read, and a question',
  (name, { title, question }) => {
    expect(title).toMatch(/^[A-Z][a-z’ ]{5,39}$/u);
    expect(title.toLowerCase().replaceAll(' ', '-')).not.toBe(name);
    expect(question).toMatch(/^[A-Z].*\?$/);
  },
);

it('no two guards have the same title', () => {
  expect(new Set(guards.map(({ title }) => title)).size).toBe(guards.length);
});
