import { applicationOf, channelOf, messageOf, need } from '../access.ts';
import { isJson, numberAt, objects, textAt } from '../json.ts';
import type { StoredChannel } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { noContent, ok, route } from '../route.ts';
import { objectOf } from '../upload.ts';
import { messageJson } from '../wire/message.ts';
import { createMessage, editMessage, removeMessage } from '../write-message.ts';

const hour = 3_600_000;

/** What a message needs: its place, and what is in it. */
function mayWrite(call: Call, channel: StoredChannel): void {
  const body = objectOf(call.body);
  if (channel.thread?.archived === true && channel.thread.locked) throw new Refusal('archivedThread');
  need(call, channel, [channel.thread === undefined ? 'SendMessages' : 'SendMessagesInThreads']);
  if (objects(body['embeds']).length > 0) need(call, channel, ['EmbedLinks']);
  if (call.files.length > 0) need(call, channel, ['AttachFiles']);
}

export const messageRoutes: readonly Route[] = [
  route('POST', '/channels/{channel_id}/messages', (call) => {
    const { world } = call;
    const channel = channelOf(call);
    mayWrite(call, channel);
    const self = applicationOf(call).id;
    const body = objectOf(call.body);
    const nonce = textAt(body, 'nonce') ?? numberAt(body, 'nonce');
    const first =
      body['enforce_nonce'] === true && nonce !== undefined
        ? world.messageStore.byNonce(channel.id, self, nonce)
        : undefined;
    if (first !== undefined) return ok(messageJson(world, first, self, true));
    const replied = textAt(body['message_reference'], 'message_id');
    if (replied !== undefined && world.messageStore.find(replied) === undefined) {
      const strict = !isJson(body['message_reference']) || body['message_reference']['fail_if_not_exists'] !== false;
      if (strict) throw new Refusal('unknownMessage');
    }
    // A message wakes an archived thread.
    if (channel.thread !== undefined) channel.thread.archived = false;
    const message = createMessage(world, { channelId: channel.id, authorId: self, body, files: call.files });
    return ok(messageJson(world, message, self, true));
  }),
  route('GET', '/channels/{channel_id}/messages', (call) => {
    const channel = channelOf(call);
    const { world, query } = call;
    const self = applicationOf(call).id;
    // Discord gives an empty list to who may not read back.
    if (!world.can(self, channel.id, 'ReadMessageHistory')) return ok([]);
    const limit = Number(query.get('limit') ?? 50);
    const at = (name: string): bigint | undefined => (query.has(name) ? BigInt(query.get(name) ?? 0) : undefined);
    const [before, after, around] = [at('before'), at('after'), at('around')];
    const all = world.messageStore.in(channel.id).filter(({ ephemeralFor }) => ephemeralFor === undefined);
    let found = all.filter(
      ({ id }) => (before === undefined || BigInt(id) < before) && (after === undefined || BigInt(id) > after),
    );
    if (around !== undefined) {
      const middle = Math.max(
        0,
        all.findIndex(({ id }) => BigInt(id) >= around),
      );
      found = all.slice(Math.max(0, middle - Math.floor(limit / 2)), middle + Math.ceil(limit / 2));
    } else found = after === undefined ? found.slice(-limit) : found.slice(0, limit);
    return ok(found.toReversed().map((message) => messageJson(world, message, self)));
  }),
  route('GET', '/channels/{channel_id}/messages/{message_id}', (call) => {
    const channel = channelOf(call);
    need(call, channel, ['ReadMessageHistory'], 'missingAccess');
    return ok(messageJson(call.world, messageOf(call, channel), applicationOf(call).id));
  }),
  route('PATCH', '/channels/{channel_id}/messages/{message_id}', (call) => {
    const channel = channelOf(call);
    const message = messageOf(call, channel);
    const self = applicationOf(call).id;
    if (message.authorId !== self) throw new Refusal('notAuthor');
    if (call.world.clock.now() - message.createdAt > hour) {
      const wait = call.world.limits.takeOldEdit(channel.id);
      if (wait !== undefined) throw new Refusal('tooManyOldEdits', [], { 'retry-after': String(Math.ceil(wait)) });
    }
    if (channel.thread?.archived === true) throw new Refusal('archivedThread');
    const body = objectOf(call.body);
    if (objects(body['embeds']).length > 0) need(call, channel, ['EmbedLinks']);
    if (call.files.length > 0) need(call, channel, ['AttachFiles']);
    editMessage(call.world, message, body, call.files);
    return ok(messageJson(call.world, message, self));
  }),
  route('DELETE', '/channels/{channel_id}/messages/{message_id}', (call) => {
    const channel = channelOf(call);
    const message = messageOf(call, channel);
    if (message.authorId !== applicationOf(call).id) need(call, channel, ['ManageMessages']);
    removeMessage(call.world, message);
    return noContent;
  }),
];
