import { defineCheck, fail, ok } from '../check.ts';
import { configuredRoles } from '../configured-roles.ts';

export const rolesEveryone = defineCheck({
  id: 'roles-everyone',
  title: 'Roles that everybody has',
  wanted: 'None of the configured roles is @everyone.',
  remedy: 'Make a role for it, give it to the right people, and put its id into discord.roles.',
  of: configuredRoles,
  judge: ({ configured, guild }) => {
    const all = configured.filter(({ id }) => id === guild);
    return all.length === 0 ? ok('none') : fail(`${all.map(({ key }) => key).join(', ')} is @everyone`);
  },
});
