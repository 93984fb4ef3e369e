import type { StoredMessage } from './model.ts';
import { Refusal } from './refusal.ts';
import { memberJson } from './wire/user.ts';
import type { DiscordWorld } from './world.ts';

/** `✅`, or `name:id` for a custom one. Discord refuses text that is no emoji with 10014. */
export function emojiFrom(text: string): { id: string | null; name: string } {
  const custom = /^(\w{2,32}):(\d{15,20})$/.exec(text);
  if (custom) return { id: custom[2] ?? null, name: custom[1] ?? '' };
  if (!/^\p{RGI_Emoji}$/v.test(text) && !/^\p{Extended_Pictographic}\uFE0F?$/u.test(text))
    throw new Refusal('unknownEmoji');
  return { id: null, name: text };
}

type Emoji = ReturnType<typeof emojiFrom>;

export function reactionOf(message: StoredMessage, emoji: Emoji) {
  return message.reactions.find(
    (one) => one.emoji.id === emoji.id && (emoji.id !== null || one.emoji.name === emoji.name),
  );
}

/** A second one by the same person changes nothing, and nobody is told. */
export function addReaction(
  world: DiscordWorld,
  message: StoredMessage,
  userId: string,
  emoji: Emoji,
  burst = false,
): void {
  let entry = reactionOf(message, emoji);
  if (entry?.by.some((one) => one.userId === userId && one.burst === burst)) return;
  if (entry === undefined) {
    if (message.reactions.length >= 20) throw new Refusal('tooManyReactions');
    entry = { emoji, by: [] };
    message.reactions.push(entry);
  }
  entry.by.push({ userId, burst });
  const member = world.directory.members.get(userId);
  tell(world, 'MESSAGE_REACTION_ADD', message, userId, emoji, burst, {
    message_author_id: message.authorId,
    ...(member === undefined ? {} : { member: memberJson(member) }),
  });
}

export function removeReaction(world: DiscordWorld, message: StoredMessage, userId: string, emoji: Emoji): void {
  const entry = reactionOf(message, emoji);
  if (entry === undefined) return;
  for (let at = entry.by.length - 1; at >= 0; at -= 1) {
    const one = entry.by[at];
    if (one?.userId !== userId) continue;
    entry.by.splice(at, 1);
    tell(world, 'MESSAGE_REACTION_REMOVE', message, userId, emoji, one.burst);
  }
  if (entry.by.length === 0) message.reactions.splice(message.reactions.indexOf(entry), 1);
  world.changes.tell();
}

/** All of a message, or of one emoji. */
export function clearReactions(world: DiscordWorld, message: StoredMessage, emoji?: Emoji): void {
  const place = {
    channel_id: message.channelId,
    message_id: message.id,
    guild_id: world.directory.guildIdOf(message.channelId),
  };
  if (emoji === undefined) {
    message.reactions.length = 0;
    world.gateway.dispatch('MESSAGE_REACTION_REMOVE_ALL', () => place, 'GuildMessageReactions');
  } else {
    const entry = reactionOf(message, emoji);
    if (entry !== undefined) message.reactions.splice(message.reactions.indexOf(entry), 1);
    world.gateway.dispatch('MESSAGE_REACTION_REMOVE_EMOJI', () => ({ ...place, emoji }), 'GuildMessageReactions');
  }
  world.changes.tell();
}

function tell(
  world: DiscordWorld,
  event: string,
  message: StoredMessage,
  userId: string,
  emoji: Emoji,
  burst: boolean,
  more: object = {},
): void {
  const data = {
    user_id: userId,
    channel_id: message.channelId,
    message_id: message.id,
    guild_id: world.directory.guildIdOf(message.channelId),
    emoji,
    burst,
    type: burst ? 1 : 0,
    ...more,
  };
  world.gateway.dispatch(event, () => data, 'GuildMessageReactions');
  world.changes.tell();
}
