import { defineCheck, fail, ok, warn } from '../check.ts';

export const rolesApart = defineCheck({
  id: 'roles-apart',
  title: 'Pushed code apart from production',
  wanted:
    'Started as root where user namespaces are allowed, so that each role and what is pushed has a user of its own.',
  remedy:
    'Start Greenroom as root (its image does), with user namespaces allowed; docs/security.md says what else does.',
  of: ({ machine }) => machine.users,
  judge: ({ root, namespaces, refusal }) => {
    if (refusal !== undefined) return fail(refusal);
    if (root && namespaces) return ok('root, with user namespaces');
    if (root)
      return warn('root, but no user namespaces: workers stay root', {
        remedy: 'Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1, in a container --cap-add SYS_ADMIN.',
      });
    return warn('not root: builds, suites and staging’s app run as Greenroom’s own user');
  },
});
