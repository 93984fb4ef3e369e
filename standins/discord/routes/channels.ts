import { applicationOf, channelOf, messageOf, need } from '../access.ts';
import { isJson, numberAt, textAt } from '../json.ts';
import type { StoredChannel } from '../model.ts';
import { messageFlags } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { noContent, ok, route } from '../route.ts';
import { tellChannel, tellMessage } from '../tell.ts';
import { objectOf } from '../upload.ts';
import { anyChannelJson, threadJson } from '../wire/channel.ts';

/** A thread from a message has the message's id, so that there can be only one. */
function openThread(call: Call, parent: StoredChannel, id: string, type: 11 | 12): StoredChannel {
  const { world } = call;
  const body = objectOf(call.body);
  const thread: StoredChannel = {
    id,
    type,
    name: textAt(body, 'name') ?? '',
    position: 0,
    overwrites: [],
    createdAt: world.clock.now(),
    thread: {
      parentId: parent.id,
      ownerId: applicationOf(call).id,
      archiveAfter: numberAt(body, 'auto_archive_duration') ?? 4320,
      archived: false,
      locked: false,
      archivedAt: world.clock.now(),
    },
  };
  world.directory.channels.set(id, thread);
  tellChannel(world, 'THREAD_CREATE', id);
  return thread;
}

export const channelRoutes: readonly Route[] = [
  route('GET', '/channels/{channel_id}', (call) => ok(anyChannelJson(call.world.directory, channelOf(call)))),
  route('PATCH', '/channels/{channel_id}', (call) => {
    const channel = channelOf(call);
    const body = objectOf(call.body);
    // Only threads: the bot has no business with channels.
    if (channel.thread === undefined) throw new Refusal('missingPermissions');
    if (channel.thread.ownerId !== applicationOf(call).id) need(call, channel, ['ManageThreads']);
    const { thread } = channel;
    channel.name = textAt(body, 'name') ?? channel.name;
    thread.archiveAfter = numberAt(body, 'auto_archive_duration') ?? thread.archiveAfter;
    if (typeof body['archived'] === 'boolean' && body['archived'] !== thread.archived) {
      thread.archived = body['archived'];
      thread.archivedAt = call.world.clock.now();
    }
    if (typeof body['locked'] === 'boolean') thread.locked = body['locked'];
    tellChannel(call.world, 'THREAD_UPDATE', channel.id);
    return ok(threadJson(call.world.directory, channel));
  }),
  route('POST', '/channels/{channel_id}/typing', (call) => {
    channelOf(call, 'SendMessages');
    return noContent;
  }),
  route('POST', '/channels/{channel_id}/messages/{message_id}/threads', (call) => {
    const channel = channelOf(call, 'CreatePublicThreads', 'ReadMessageHistory');
    const message = messageOf(call, channel);
    if (call.world.directory.channels.has(message.id)) throw new Refusal('threadExists');
    const thread = openThread(call, channel, message.id, 11);
    message.flags |= messageFlags.hasThread;
    tellMessage(call.world, 'MESSAGE_UPDATE', message);
    return ok(threadJson(call.world.directory, thread), 201);
  }),
  route('POST', '/channels/{channel_id}/threads', (call) => {
    const type = isJson(call.body) && call.body['type'] === 11 ? 11 : 12;
    const channel = channelOf(call, type === 11 ? 'CreatePublicThreads' : 'CreatePrivateThreads');
    return ok(threadJson(call.world.directory, openThread(call, channel, call.world.ids.next(), type)), 201);
  }),
];
