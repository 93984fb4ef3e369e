import { defineCheck, fail, ok, seen } from '../check.ts';
import { isAtLeast, numbersOf } from '../versions.ts';

export const flyctlVersion = defineCheck({
  id: 'flyctl-version',
  title: 'flyctl',
  wanted: 'flyctl 0.4.56 or newer, where apps run on Fly.',
  remedy: 'Install or update flyctl (flyctl version update), or name it with FLYCTL_BIN.',
  of: ({ machine }) => machine.flyctl ?? seen(undefined),
  judge: (said) => {
    if (said === undefined) return ok('not needed: nothing runs on Fly');
    return isAtLeast(numbersOf(said) ?? [0], [0, 4, 56]) ? ok(said) : fail(said);
  },
});
