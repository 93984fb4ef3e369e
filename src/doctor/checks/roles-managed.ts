import { defineCheck, fail, ok } from '../check.ts';
import { configuredRoles, present } from '../configured-roles.ts';

export const rolesManaged = defineCheck({
  id: 'roles-managed',
  title: 'Roles that nobody can be given',
  wanted: 'None of the configured roles belongs to a bot, an integration or Nitro boosting.',
  remedy: 'Use a role that people are given by hand.',
  of: configuredRoles,
  judge: (roles) => {
    const managed = present(roles).filter(({ role }) => role.managed);
    return managed.length === 0
      ? ok('none')
      : fail(managed.map(({ key, role }) => `${key}: ${role.name} is given out by an integration`).join(' · '));
  },
});
