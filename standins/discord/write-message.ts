import type { Json } from './json.ts';
import { isJson, numberAt, objects, strings, textAt } from './json.ts';
import type { MessageOrigin, StoredAttachment, StoredMessage } from './model.ts';
import { messageFlags } from './model.ts';
import { storedComponents } from './normal/components.ts';
import { storedEmbeds } from './normal/embeds.ts';
import { tellMessage } from './tell.ts';
import { Refusal } from './refusal.ts';
import type { Upload } from './upload.ts';
import type { DiscordWorld } from './world.ts';
import { attachmentJson } from './wire/message.ts';

export interface NewMessage {
  readonly channelId: string;
  readonly authorId: string;
  readonly body: Json;
  readonly files: readonly Upload[];
  /** 18 begins a thread, 20 answers a command. */
  readonly type?: StoredMessage['type'];
  readonly ephemeralFor?: string | undefined;
  readonly interaction?: MessageOrigin;
  readonly webhookId?: string;
  /** The bot is “thinking”. */
  readonly loading?: boolean;
}

/** Flags that a sender may set; the rest is Discord's. */
const settable = messageFlags.suppressEmbeds | messageFlags.suppressNotifications | messageFlags.componentsV2;

export function createMessage(world: DiscordWorld, wanted: NewMessage): StoredMessage {
  const { body } = wanted;
  const ephemeral = wanted.ephemeralFor;
  const nonce = textAt(body, 'nonce') ?? numberAt(body, 'nonce');
  const repliesTo = textAt(body['message_reference'], 'message_id');
  const attachments = stored(world, body, wanted.files, []);
  const message: StoredMessage = {
    id: world.ids.next(),
    channelId: wanted.channelId,
    authorId: wanted.authorId,
    type: wanted.type ?? 0,
    content: textAt(body, 'content') ?? '',
    embeds: [],
    components: storedComponents(body['components']),
    attachments,
    reactions: [],
    flags:
      ((numberAt(body, 'flags') ?? 0) & settable) |
      (ephemeral === undefined ? 0 : messageFlags.ephemeral) |
      (wanted.loading === true ? messageFlags.loading : 0),
    mentions: [],
    mentionRoles: [],
    mentionsEveryone: false,
    createdAt: world.clock.now(),
    ...(ephemeral === undefined ? {} : { ephemeralFor: ephemeral }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(wanted.webhookId === undefined ? {} : { webhookId: wanted.webhookId }),
    ...(wanted.interaction === undefined ? {} : { interaction: wanted.interaction }),
    ...(repliesTo === undefined ? {} : { repliesTo }),
  };
  message.embeds = embedsOf(world, message, body['embeds']);
  if (wanted.loading !== true && isEmpty(message)) throw new Refusal('emptyMessage');
  mention(world, message, body);
  world.messageStore.add(message);
  const channel = world.directory.channels.get(message.channelId);
  if (channel !== undefined && ephemeral === undefined) channel.lastMessageId = message.id;
  tellMessage(world, 'MESSAGE_CREATE', message);
  return message;
}

/** Only the keys that the body has are changed; null empties. An edit that ends “thinking” is no edit to people. */
export function editMessage(world: DiscordWorld, message: StoredMessage, body: Json, files: readonly Upload[]): void {
  const wasLoading = (message.flags & messageFlags.loading) !== 0;
  // On a copy first: a refused edit changes nothing.
  const edited: StoredMessage = { ...message };
  if (body['content'] !== undefined) edited.content = textAt(body, 'content') ?? '';
  if (body['attachments'] !== undefined || files.length > 0) {
    // What the list does not name is removed; without a list everything stays.
    const keep =
      body['attachments'] === undefined
        ? message.attachments
        : message.attachments.filter(({ id }) => objects(body['attachments']).some((one) => String(one['id']) === id));
    edited.attachments = stored(world, body, files, keep);
  }
  if (body['embeds'] !== undefined) edited.embeds = embedsOf(world, edited, body['embeds']);
  if (body['components'] !== undefined) edited.components = storedComponents(body['components']);
  const flags = numberAt(body, 'flags');
  if (flags !== undefined) {
    // The V2 flag can be set and never be taken away.
    const kept = message.flags & (~settable | messageFlags.componentsV2);
    edited.flags = kept | (flags & settable);
  }
  edited.flags &= ~messageFlags.loading;
  if (isEmpty(edited)) throw new Refusal('emptyMessage');
  if ((edited.flags & messageFlags.componentsV2) !== 0 && (edited.content !== '' || edited.embeds.length > 0)) {
    const why = 'The field cannot be used when using MessageFlags.IS_COMPONENTS_V2';
    const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
    throw new Refusal('invalidForm', [{ path: [edited.content === '' ? 'embeds' : 'content'], code, message: why }]);
  }
  if (!wasLoading) edited.editedAt = world.clock.now();
  mention(world, edited, body);
  Object.assign(message, edited);
  tellMessage(world, 'MESSAGE_UPDATE', message);
}

function isEmpty(message: StoredMessage): boolean {
  const { attachments, components, content, embeds } = message;
  return content.trim() === '' && embeds.length + components.length + attachments.length === 0;
}

export function removeMessage(world: DiscordWorld, message: StoredMessage): void {
  world.messageStore.remove(message.id);
  const place = { id: message.id, channel_id: message.channelId };
  if (message.ephemeralFor !== undefined) world.gateway.dispatch('MESSAGE_DELETE', () => place, 'DirectMessages');
  else {
    world.gateway.dispatch(
      'MESSAGE_DELETE',
      () => ({ ...place, guild_id: world.directory.guildIdOf(message.channelId) }),
      'GuildMessages',
    );
  }
  world.changes.tell();
}

function embedsOf(world: DiscordWorld, message: StoredMessage, embeds: unknown): Json[] {
  return storedEmbeds(embeds, (name) => {
    const file = message.attachments.find(({ filename }) => filename === name);
    return file && attachmentJson(world, message.channelId, file, false).url;
  });
}

function stored(
  world: DiscordWorld,
  body: Json,
  files: readonly Upload[],
  keep: readonly StoredAttachment[],
): StoredAttachment[] {
  const said = objects(body['attachments']);
  const added = files.map((file): StoredAttachment => {
    const about = said.find((one) => String(one['id']) === file.index);
    const description = textAt(about, 'description');
    const attachment = {
      id: world.ids.next(),
      filename: textAt(about, 'filename') ?? file.filename,
      contentType: file.contentType,
      content: file.content,
      ...(description === undefined ? {} : { description }),
    };
    world.files.set(attachment.id, attachment);
    return attachment;
  });
  return [...keep, ...added];
}

/**
 * Without `allowed_mentions` everything in the text pings; with it only what it allows. A role that not everybody may mention
 * takes the permission for it all the same.
 */
function mention(world: DiscordWorld, message: StoredMessage, body: Json): void {
  const allowed = isJson(body['allowed_mentions']) ? body['allowed_mentions'] : undefined;
  const may = (kind: 'users' | 'roles', id: string): boolean =>
    allowed === undefined || strings(allowed['parse']).includes(kind) || strings(allowed[kind]).includes(id);
  const ids = (pattern: RegExp): string[] => [
    ...new Set([...message.content.matchAll(pattern)].map((found) => found[1] ?? '')),
  ];
  message.mentions = ids(/<@!?(\d+)>/g).filter((id) => world.directory.users.has(id) && may('users', id));
  const mayAll = world.can(message.authorId, message.channelId, 'MentionEveryone');
  message.mentionRoles = ids(/<@&(\d+)>/g).filter((id) => {
    const role = world.directory.roles.get(id);
    return role !== undefined && (role.mentionable || mayAll) && may('roles', id);
  });
  message.mentionsEveryone =
    /@(everyone|here)\b/.test(message.content) &&
    (allowed === undefined || strings(allowed['parse']).includes('everyone')) &&
    mayAll;
}
