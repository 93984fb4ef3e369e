import { defineCheck, ok, warn } from '../check.ts';
import { configuredRoles, present } from '../configured-roles.ts';

export const rolesMentionable = defineCheck({
  id: 'roles-mentionable',
  title: 'Roles that everybody can ping',
  wanted: 'None of the configured roles can be mentioned by everybody.',
  remedy:
    'Server Settings, Roles, the role, “Allow anyone to @mention this role”: off. Greenroom calls its people itself, with the permission to.',
  of: configuredRoles,
  judge: (roles) => {
    const open = present(roles).filter(({ role }) => role.mentionable);
    return open.length === 0 ? ok('none') : warn(open.map(({ role }) => role.name).join(', '));
  },
});
