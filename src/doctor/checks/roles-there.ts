import { defineCheck, fail, listed, ok } from '../check.ts';
import { configuredRoles, present } from '../configured-roles.ts';

export const rolesThere = defineCheck({
  id: 'roles-there',
  title: 'The configured roles',
  wanted: 'Each is a role of the server.',
  remedy: 'Correct discord.roles in the config: Server Settings, Roles, the role’s menu, Copy Role ID.',
  of: configuredRoles,
  judge: (roles) => {
    const gone = roles.configured.filter(({ role }) => role === undefined);
    if (gone.length > 0) return fail(listed(gone.map(({ key, id }) => `${key}: there is no role ${id}`)));
    return ok(
      present(roles)
        .map(({ key, role }) => `${key} is ${role.name}`)
        .join(', '),
    );
  },
});
