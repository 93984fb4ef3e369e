import { applicationOf, channelOf, messageOf, need } from '../access.ts';
import { addReaction, clearReactions, emojiFrom, reactionOf, removeReaction } from '../react.ts';
import type { Call, Route } from '../route.ts';
import { noContent, ok, route } from '../route.ts';
import { byId } from '../snowflake.ts';
import { userJson } from '../wire/user.ts';

const base = '/channels/{channel_id}/messages/{message_id}/reactions';

function emojiOf(call: Call) {
  return emojiFrom(call.params['emoji_name'] ?? '');
}

export const reactionRoutes: readonly Route[] = [
  route('PUT', `${base}/{emoji_name}/@me`, (call) => {
    const channel = channelOf(call, 'ReadMessageHistory');
    const message = messageOf(call, channel);
    const emoji = emojiOf(call);
    // Only the first of an emoji needs the permission; joining in does not.
    if (reactionOf(message, emoji) === undefined) need(call, channel, ['AddReactions']);
    addReaction(call.world, message, applicationOf(call).id, emoji);
    return noContent;
  }),
  route('DELETE', `${base}/{emoji_name}/@me`, (call) => {
    removeReaction(
      call.world,
      messageOf(call, channelOf(call, 'ReadMessageHistory')),
      applicationOf(call).id,
      emojiOf(call),
    );
    return noContent;
  }),
  route('DELETE', `${base}/{emoji_name}/{user_id}`, (call) => {
    const message = messageOf(call, channelOf(call, 'ManageMessages'));
    removeReaction(call.world, message, call.params['user_id'] ?? '', emojiOf(call));
    return noContent;
  }),
  route('GET', `${base}/{emoji_name}`, (call) => {
    const channel = channelOf(call);
    need(call, channel, ['ReadMessageHistory'], 'missingAccess');
    const { query, world } = call;
    // 0 is the plain kind, and the default; 1 is burst.
    const burst = query.get('type') === '1';
    const after = BigInt(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 25);
    const people = (reactionOf(messageOf(call, channel), emojiOf(call))?.by ?? [])
      .filter((one) => one.burst === burst && BigInt(one.userId) > after)
      .map(({ userId }) => world.directory.users.get(userId) ?? { id: userId, name: 'deleted', bot: false })
      .sort(byId);
    return ok(people.slice(0, limit).map(userJson));
  }),
  route('DELETE', `${base}/{emoji_name}`, (call) => {
    clearReactions(call.world, messageOf(call, channelOf(call, 'ManageMessages')), emojiOf(call));
    return noContent;
  }),
  route('DELETE', base, (call) => {
    clearReactions(call.world, messageOf(call, channelOf(call, 'ManageMessages')));
    return noContent;
  }),
];
