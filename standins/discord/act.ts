import { z } from 'zod';
import { faultKinds } from './faults.ts';
import { parseJson } from './parse-json.ts';
import { isPermission } from './permissions.ts';
import type { DiscordWorld } from './world.ts';

const id = z.string().regex(/^\d{1,20}$/);
const maybeId = id.optional();
const name = z.string().optional();
const typed = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});
const permission = z.string().refine(isPermission, 'no such permission');

const verb = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('addGuild'), id: maybeId, name }),
  z.strictObject({
    verb: z.literal('addApplication'),
    id: maybeId,
    name,
    token: z.string().optional(),
    redirectUris: z.array(z.url()).optional(),
  }),
  z.strictObject({
    verb: z.literal('addRole'),
    id: maybeId,
    name,
    color: z.int().optional(),
    permissions: z.string().optional(),
  }),
  z.strictObject({
    verb: z.literal('addMember'),
    id: maybeId,
    name,
    roles: z.array(id).optional(),
    bot: z.boolean().optional(),
  }),
  z.strictObject({ verb: z.literal('addChannel'), id: maybeId, name }),
  z.strictObject({ verb: z.literal('slash'), userId: id, channelId: id, name: z.string(), options: typed }),
  z.strictObject({
    verb: z.literal('autocomplete'),
    userId: id,
    channelId: id,
    name: z.string(),
    option: z.string(),
    value: z.string(),
    others: typed,
  }),
  z.strictObject({
    verb: z.literal('click'),
    userId: id,
    messageId: id,
    customId: z.string(),
    values: z.array(z.string()).default([]),
  }),
  z.strictObject({ verb: z.literal('react'), userId: id, messageId: id, emoji: z.string() }),
  z.strictObject({ verb: z.literal('unreact'), userId: id, messageId: id, emoji: z.string() }),
  z.strictObject({ verb: z.literal('setRoles'), userId: id, roleIds: z.array(id) }),
  z.strictObject({ verb: z.literal('removeMember'), userId: id }),
  z.strictObject({ verb: z.literal('deleteMessage'), messageId: id }),
  z.strictObject({
    verb: z.literal('breaks'),
    on: z.string().optional(),
    kind: z.enum(faultKinds),
    times: z.int().optional(),
    retryAfter: z.number().optional(),
  }),
  z.strictObject({ verb: z.literal('dropsGateway') }),
  z.strictObject({ verb: z.literal('asksReconnect') }),
  z.strictObject({ verb: z.literal('invalidatesSession'), resumable: z.boolean() }),
  z.strictObject({ verb: z.literal('stopsAcking') }),
  z.strictObject({ verb: z.literal('gatewayRefuses'), forMs: z.number() }),
  z.strictObject({ verb: z.literal('revoke'), channelId: id, permission }),
  z.strictObject({ verb: z.literal('heals') }),
]);

/** Leaves out what was not said, since an explicit undefined is not the same to the types. */
function said<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return JSON.parse(JSON.stringify(value));
}

/** `POST /_world/act`: one verb of the world, as JSON `{"verb": …}` with its arguments by name; what it gave back. */
export async function act(world: DiscordWorld, text: string): Promise<unknown> {
  const order = verb.parse(parseJson(text));
  switch (order.verb) {
    case 'addGuild':
      return world.addGuild(said(order));
    case 'addApplication':
      return world.addApplication(said(order));
    case 'addRole': {
      const { id: roleId, name: its } = world.addRole(said(order));
      return { id: roleId, name: its };
    }
    case 'addMember':
      return world.addMember(said(order));
    case 'addChannel': {
      const { id: channelId, name: its } = world.addChannel(said(order));
      return { id: channelId, name: its };
    }
    case 'slash':
      return { id: (await world.slash(order.userId, order.channelId, order.name, order.options)).id };
    case 'autocomplete':
      return world.autocomplete(order.userId, order.channelId, order.name, order.option, order.value, order.others);
    case 'click':
      return { id: (await world.click(order.userId, order.messageId, order.customId, order.values)).id };
    case 'react':
      return world.react(order.userId, order.messageId, order.emoji);
    case 'unreact':
      return world.unreact(order.userId, order.messageId, order.emoji);
    case 'setRoles':
      return world.setRoles(order.userId, order.roleIds);
    case 'removeMember':
      return world.removeMember(order.userId);
    case 'deleteMessage':
      return world.deleteMessage(order.messageId);
    case 'breaks':
      return world.breaks(said(order));
    case 'dropsGateway':
      return world.dropsGateway();
    case 'asksReconnect':
      return world.asksReconnect();
    case 'invalidatesSession':
      return world.invalidatesSession(order.resumable);
    case 'stopsAcking':
      return world.stopsAcking();
    case 'gatewayRefuses':
      return world.gatewayRefuses(order.forMs);
    case 'revoke':
      return world.revoke(order.channelId, order.permission);
    case 'heals':
      return world.heals();
  }
}
