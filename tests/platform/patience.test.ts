import { describe, expect, it } from 'vitest';
import { type Patience, inTime } from '../../src/platform/patience.ts';
import { HeldClock } from '../webhooks/held-clock.ts';

const clock = new HeldClock();
const withGithub: Patience = { clock, ms: 2_500, of: 'GitHub' };

describe('patience', () => {
  it('gives what is answered in time, and keeps no timer for it', async () => {
    expect(await inTime(withGithub, async () => 'hello')).toBe('hello');
    await expect(inTime(withGithub, () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
    expect(clock.pending()).toEqual([]);
  });

  it('says who was silent, and tells the asking to let go, which nobody waits for', async () => {
    const told: string[] = [];
    const asking = inTime(
      withGithub,
      (over) =>
        new Promise<never>((_, reject) => {
          over.addEventListener('abort', () => {
            told.push('let go');
            reject(new Error('hung up'));
          });
        }),
    );
    clock.advance(2_499);
    expect(told).toEqual([]);
    clock.advance(1);
    await expect(asking).rejects.toThrow('GitHub did not answer within 2.5 s');
    expect(told).toEqual(['let go']);
  });
});
