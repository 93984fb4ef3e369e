import { expect, test } from 'vitest';
import { longestMs, lookMs, repositoriesMs, requestMs } from '../../src/main/doctor/patience.ts';

test('C1 the doctor waits for nothing as long as five seconds, and for no answer as long as for its look', () => {
  expect(Math.max(lookMs, repositoriesMs, longestMs)).toBeLessThan(5_000);
  expect(requestMs).toBeLessThan(lookMs);
});
