import { defineCheck, each, fail, ok } from '../check.ts';

export const githubBranch = defineCheck({
  id: 'github-branch',
  title: 'The branch that staging follows',
  wanted: 'There.',
  remedy: 'Push it: git push origin HEAD:refs/heads/BRANCH, or correct the branch in the config.',
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ branches }) => branches,
    ),
  judge: (found) => {
    const all = found.flatMap(({ name, value }) => value.map((branch) => ({ repository: name, ...branch })));
    const gone = all.filter(({ head }) => head === undefined);
    if (gone.length === 0) return ok(all.map(({ name, head }) => `${name} at ${head?.slice(0, 7) ?? ''}`).join(', '));
    return fail(gone.map(({ repository, name }) => `${repository} has no branch ${name}`).join(' · '), {
      remedy: `Push it: git push origin HEAD:refs/heads/${gone[0]?.name ?? ''}, or correct the branch in the config.`,
    });
  },
});
