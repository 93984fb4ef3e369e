import type { Message } from '../shape.ts';
import { avatar, emojiPicture } from './pictures.ts';
import { blocks } from './blocks.ts';
import { rowsElement } from './controls.ts';
import { make } from './element.ts';
import { embedElement } from './embed.ts';
import { fileElement } from './file.ts';
import type { Names } from './markdown.ts';
import { clockTime } from './time.ts';

export interface Author {
  readonly name: string;
  readonly bot: boolean;
  readonly color?: string;
}

export interface Doings {
  click(messageId: string, customId: string): void;
  select(messageId: string, customId: string, values: readonly string[]): void;
  remove(messageId: string): void;
  react(messageId: string, emoji: string, already: boolean): void;
}

export function messageElement(
  message: Message,
  who: (id: string) => Author,
  names: Names,
  doings: Doings,
): HTMLElement {
  const author = who(message.authorId);
  const element = make(
    'discord-message',
    {
      'data-message': message.id,
      author: author.name,
      avatar: avatar(message.authorId, author.name),
      bot: author.bot,
      'role-color': author.color,
      timestamp: clockTime(message.createdAt, 't'),
      ephemeral: message.ephemeralFor !== undefined,
      highlight: message.ephemeralFor === undefined && message.content.includes(`<@${names.viewer}>`),
    },
    ...usedLine(message, who),
    ...blocks(message.content, names),
  );
  if (message.thinking === true)
    element.append(make('span', { class: 'thinking' }, make('i'), make('i'), make('i'), `${author.name} is thinking…`));
  // As on Discord, behind words alone: above a card it would be a line of its own that says nothing.
  if (message.editedAt && message.content !== '') element.append(make('span', { class: 'edited' }, '(edited)'));
  const embeds = message.embeds ?? [];
  const files = message.attachments ?? [];
  for (const embed of embeds) element.append(embedElement(embed, names, files));
  // What an embed shows as its picture is not shown as a file, too.
  for (const file of files.filter(({ url }) => !embeds.some(({ image }) => image?.url === url)))
    element.append(fileElement(file));
  const rows = rowsElement(message, doings);
  if (rows !== undefined) element.append(rows);
  const reactions = (message.reactions ?? []).filter(({ userIds }) => userIds.length > 0);
  if (reactions.length > 0) {
    const drawn = reactions.map(({ emoji, userIds }) =>
      reactionElement(message.id, emoji, userIds, who, names.viewer, doings),
    );
    element.append(make('discord-reactions', { slot: 'reactions' }, ...drawn));
  }
  return element;
}

function usedLine({ interaction }: Message, who: (id: string) => Author): HTMLElement[] {
  if (!interaction || interaction.name === '') return [];
  const { name } = who(interaction.userId);
  return [
    make('discord-command', {
      slot: 'reply',
      author: name,
      avatar: avatar(interaction.userId, name),
      command: `/${interaction.name}`,
    }),
  ];
}

function reactionElement(
  messageId: string,
  emoji: string,
  userIds: readonly string[],
  who: (id: string) => Author,
  viewer: string,
  doings: Doings,
): HTMLElement {
  const own = userIds.includes(viewer);
  const element = make('discord-reaction', {
    emoji: emojiPicture(emoji),
    name: emoji,
    count: userIds.length,
    reacted: own,
    role: 'button',
    tabindex: 0,
    'aria-pressed': String(own),
    title: `${emoji} ${userIds.map((id) => who(id).name).join(', ')}`,
    'data-emoji': emoji,
  });
  const act = (): void => doings.react(messageId, emoji, own);
  element.addEventListener('click', act);
  element.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter' || key === ' ') act();
  });
  return element;
}
