import { defineCheck, fail, ok, warn } from '../check.ts';
import { configuredRoles, present } from '../configured-roles.ts';

export const rolesAlike = defineCheck({
  id: 'roles-alike',
  title: 'Roles that are mixed up',
  wanted: 'Each configured role is one of its own, and no other role of the server has its name.',
  remedy: 'Give each of them a name of its own; remove the role that is not used.',
  of: configuredRoles,
  judge: (roles) => {
    const { configured, all } = roles;
    const twice = configured.filter(({ id }, at) => configured.findIndex((other) => other.id === id) !== at);
    if (twice.length > 0) return fail(`${twice.map(({ key }) => key).join(', ')} is the same role as another one`);
    const alike = present(roles).filter(({ role }) =>
      all.some(({ id, name }) => id !== role.id && name.trim().toLowerCase() === role.name.trim().toLowerCase()),
    );
    return alike.length === 0
      ? ok('none')
      : warn(`two roles are called ${alike.map(({ role }) => role.name).join(', ')}`);
  },
});
