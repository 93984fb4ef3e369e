import { expect, test } from 'vitest';
import { doctorReply } from '../../../src/bot/cards/doctor.ts';
import type { Finding, FindingState } from '../../../src/core/finding.ts';
import { read } from './read.ts';

const finding = (id: string, state: FindingState, found = 'this'): Finding => ({
  id,
  title: `What ${id} is`,
  state,
  found,
  wanted: 'that',
  remedy: `Mend ${id}.`,
});
const many = (count: number, state: FindingState): Finding[] =>
  Array.from({ length: count }, (_, at) => finding(`${state}-${String(at)}`, state));

test('the worst is on the first page with what to do, what is fine on the last; buttons lead there', () => {
  const findings = [...many(20, 'ok'), ...many(8, 'warn'), finding('the-worst', 'fail')];
  const first = read(doctorReply('r1', findings, 0));
  expect(first.indexOf('the-worst')).toBeGreaterThan(0);
  expect(first.indexOf('the-worst')).toBeLessThan(first.indexOf('warn-0'));
  expect(first).toContain('Mend the-worst.');
  expect(first).toContain('1 failed');
  const { components } = doctorReply('r1', findings, 0);
  expect(components[0]?.components).toMatchObject([
    { custom_id: 'page:r1.-1', disabled: true },
    { custom_id: 'page:r1.1', disabled: false },
  ]);
  const last = read(doctorReply('r1', findings, 99));
  expect(last).toContain('Page 4 of 4');
  expect(last).not.toContain('Mend');
});

test('what is all well has one page for a few, and nothing to press', () => {
  expect(doctorReply('r1', many(3, 'ok'), 0).components).toEqual([]);
});

test('what strangers called a role or a channel is shown and nothing more', () => {
  const hostile = finding('roles-there', 'fail', '@everyone **[x](https://evil.test)** <@123> `a`');
  const text = doctorReply('r1', [hostile], 0).embeds[0]?.description ?? '';
  expect(text).not.toContain('@everyone');
  expect(text).toContain('\\*\\*\\[x\\](https://evil.test)\\*\\* \\<@123> \\`a\\`');
});
