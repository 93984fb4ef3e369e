import type { Member } from '../../ports/people.ts';

/** Discord's answers are read by hand and only as far as they are used. What has another shape throws. */
function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function idOf(value: unknown, whose: string): string {
  const id = text(field(value, 'id'));
  if (id === undefined || !/^\d+$/.test(id)) throw new Error(`Discord’s answer has no id of ${whose}`);
  return id;
}

export function memberFrom(answer: unknown): Member {
  const user = field(answer, 'user');
  const id = idOf(user, 'the member');
  const roles = field(answer, 'roles');
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) {
    throw new Error('Discord’s answer has no roles of the member');
  }
  const name = text(field(answer, 'nick')) ?? text(field(user, 'global_name')) ?? text(field(user, 'username')) ?? id;
  return { id, name, bot: field(user, 'bot') === true, roleIds: roles };
}

export function reactorsFrom(answer: unknown): { id: string; bot: boolean }[] {
  if (!Array.isArray(answer)) throw new Error('Discord’s answer is no list of people');
  return answer.map((user: unknown) => ({ id: idOf(user, 'somebody who reacted'), bot: field(user, 'bot') === true }));
}
