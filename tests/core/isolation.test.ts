import { expect, it } from 'vitest';
import fc from 'fast-check';
import { judgeIsolation, sharedBetween } from '../../src/core/isolation.ts';

const names = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}(\.[A-Z]{1,6})?$/), fc.stringMatching(/^[a-z0-9]{4}$/), {
  minKeys: 1,
  maxKeys: 8,
});
const known = (prints: Record<string, string>, isProduction: boolean) =>
  ({
    state: 'known',
    at: 1,
    identity: { environment: isProduction ? 'production' : 'staging', isProduction, prints },
  }) as const;

it('E9.2 staging is apart exactly where no print is on both sides, whatever the prints are called', () => {
  fc.assert(
    fc.property(names, names, (here, there) => {
      const common = Object.values(here).filter((print) => Object.values(there).includes(print));
      expect(sharedBetween({ prints: here }, { prints: there })).toHaveLength(common.length);
      const verdict = judgeIsolation({
        staging: { environment: 'staging', seen: known(here, false) },
        productions: [{ environment: 'production', seen: known(there, true) }],
        testServer: '1',
        now: 2,
      });
      expect('yes' in verdict).toBe(common.length === 0);
    }),
  );
});

it('of several productions each is asked', () => {
  const verdict = judgeIsolation({
    staging: { environment: 'staging', seen: known({ database: 'a' }, false) },
    productions: [
      { environment: 'production', seen: known({ database: 'b' }, true) },
      { environment: 'production-eu', seen: known({ database: 'a' }, true) },
    ],
    testServer: '1',
    now: 2,
  });
  expect(verdict).toEqual({
    no: 'isolation.shared-database',
    detail: 'database of staging is database of production-eu',
  });
});
