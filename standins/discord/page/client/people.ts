import type { PageState } from '../shape.ts';
import { colourOf } from './embed.ts';
import type { Names } from './markdown.ts';
import type { Author } from './message.ts';

export function namesOf(state: PageState): Names {
  return {
    viewer: state.viewer,
    user: (id) => state.members.find((member) => member.id === id)?.name,
    channel: (id) => state.channels.find((channel) => channel.id === id)?.name,
    role: (id) => {
      const role = state.roles.find((one) => one.id === id);
      const color = colourOf(role?.color);
      return role && { name: role.name, ...(color === undefined ? {} : { color }) };
    },
  };
}

/** An author's name has the colour of the highest of their roles that has one; the last in the list is the highest. */
export function authorIn(state: PageState, id: string): Author {
  const member = state.members.find((one) => one.id === id);
  if (member === undefined) return { name: 'unknown-user', bot: false };
  const color = state.roles
    .filter((role) => member.roles.includes(role.id))
    .map((role) => colourOf(role.color))
    .findLast((colour) => colour !== undefined);
  return { name: member.name, bot: member.bot, ...(color === undefined ? {} : { color }) };
}

export function inWords(state: PageState, id: string): string {
  const member = state.members.find((one) => one.id === id);
  const roles = state.roles
    .filter((role) => member?.roles.includes(role.id) === true && role.name !== '@everyone')
    .map(({ name }) => name);
  return `${member?.name ?? 'unknown-user'} — ${roles.length === 0 ? 'no roles' : roles.join(', ')}`;
}
