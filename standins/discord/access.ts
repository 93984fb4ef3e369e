import type { StoredApplication, StoredChannel, StoredMessage } from './model.ts';
import { messageFlags } from './model.ts';
import type { Permission } from './permissions.ts';
import type { RefusalName } from './refusal.ts';
import { Refusal } from './refusal.ts';
import type { Call } from './route.ts';

export function applicationOf(call: Call): StoredApplication {
  if (call.by === undefined) throw new Refusal('unauthorized');
  return call.by;
}

/** The channel of the path, where the bot can see it; and where it has the other permissions, too. */
export function channelOf(call: Call, ...needed: readonly Permission[]): StoredChannel {
  const channel = call.world.directory.channels.get(call.params['channel_id'] ?? '');
  if (channel === undefined) throw new Refusal('unknownChannel');
  const self = applicationOf(call).id;
  if (!call.world.can(self, channel.id, 'ViewChannel')) throw new Refusal('missingAccess');
  need(call, channel, needed);
  return channel;
}

export function need(
  call: Call,
  channel: StoredChannel,
  needed: readonly Permission[],
  refusal: RefusalName = 'missingPermissions',
): void {
  const self = applicationOf(call).id;
  for (const permission of needed) {
    if (!call.world.can(self, channel.id, permission)) throw new Refusal(refusal);
  }
}

/** The message of the path. An ephemeral one does not exist for the bot's token, only for its interaction's. */
export function messageOf(call: Call, channel: StoredChannel): StoredMessage {
  const found = call.world.messageStore.find(call.params['message_id'] ?? '');
  if (found === undefined || found.channelId !== channel.id || (found.flags & messageFlags.ephemeral) !== 0) {
    throw new Refusal('unknownMessage');
  }
  return found;
}
