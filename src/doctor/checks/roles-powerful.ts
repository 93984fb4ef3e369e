import { defineCheck, ok, warn } from '../check.ts';
import { configuredRoles, present } from '../configured-roles.ts';
import { administrator } from '../discord-permissions.ts';

export const rolesPowerful = defineCheck({
  id: 'roles-powerful',
  title: 'Roles that rule the server',
  wanted: 'None of the configured roles carries Administrator: who may approve need not rule the server.',
  remedy: 'Server Settings, Roles, the role: take Administrator away, or make a role for Greenroom alone.',
  of: configuredRoles,
  judge: (roles) => {
    const strong = present(roles).filter(({ role }) => (role.permissions & administrator) !== 0n);
    return strong.length === 0 ? ok('none') : warn(strong.map(({ role }) => role.name).join(', '));
  },
});
