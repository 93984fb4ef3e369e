import type { GithubRight } from '../ports/survey.ts';
import { type Check, defineCheck, each, fail, ok } from './check.ts';

/** One of the rights that Greenroom needs on each repository. `setting` as GitHub’s pages call it. */
export function githubRight(id: string, right: GithubRight, title: string, setting: string, otherwise: string): Check {
  return defineCheck({
    id,
    title: `GitHub: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    wanted: `${setting}, for the repository; otherwise ${otherwise}.`,
    remedy: `On GitHub, give the token or the app “${setting}” for the repository; an app’s owner has to accept the change.`,
    of: ({ github }) =>
      each(
        github,
        ({ repository }) => repository,
        ({ may }) => may[right],
      ),
    judge: (found) => {
      const without = found.filter(({ value }) => !value);
      return without.length === 0
        ? ok('allowed')
        : fail(`not allowed in ${without.map(({ name }) => name).join(', ')}`);
    },
  });
}
