import { defineCheck, fail, ok } from '../check.ts';
import { isAtLeast, numbersOf } from '../versions.ts';

/** Tokens travel to git by GIT_CONFIG_COUNT, which older ones do not read (git 2.31’s release notes). */
export const gitVersion = defineCheck({
  id: 'git-version',
  title: 'git',
  wanted: 'git 2.31 or newer, which takes its token from the environment.',
  remedy: 'Install a newer git, e.g. apt-get install git.',
  of: ({ machine }) => machine.git,
  judge: (said) => (isAtLeast(numbersOf(said) ?? [0], [2, 31]) ? ok(said) : fail(said)),
});
