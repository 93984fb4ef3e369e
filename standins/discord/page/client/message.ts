import type { Button, Message } from '../shape.ts';
import { avatar, emojiPicture } from './pictures.ts';
import { blocks } from './blocks.ts';
import { make } from './element.ts';
import { embedElement } from './embed.ts';
import type { Names } from './markdown.ts';
import { clockTime } from './time.ts';

export interface Author {
  readonly name: string;
  readonly bot: boolean;
  readonly color?: string;
}

export interface Doings {
  click(messageId: string, customId: string): void;
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
  if (message.editedAt) element.append(make('span', { class: 'edited' }, '(edited)'));
  for (const embed of message.embeds ?? []) element.append(embedElement(embed, names));
  for (const { filename, url, size } of message.attachments ?? []) {
    const bytes = size === null || size === undefined ? [] : [make('small', {}, `${size} bytes`)];
    const link = make(
      'a',
      { href: /^https?:\/\//.test(url) ? url : undefined, target: '_blank', rel: 'noopener noreferrer' },
      filename,
    );
    element.append(make('div', { slot: 'attachments', class: 'file' }, link, ...bytes));
  }
  const rows = (message.components ?? []).flatMap(({ components }) => {
    const buttons = (components ?? []).filter(({ type }) => type === 2);
    return buttons.length === 0
      ? []
      : [make('discord-action-row', {}, ...buttons.map((button) => buttonElement(message.id, button, doings)))];
  });
  if (rows.length > 0) element.append(make('discord-attachments', { slot: 'components' }, ...rows));
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

const looks: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive' };

function buttonElement(messageId: string, button: Button, doings: Doings): HTMLElement {
  const disabled = button.disabled === true;
  const linked = button.url !== undefined && /^https?:\/\//.test(button.url);
  const element = make(
    'discord-button',
    {
      type: looks[button.style ?? 2] ?? 'secondary',
      disabled,
      url: linked ? button.url : undefined,
      'data-custom-id': button.custom_id,
    },
    [button.emoji?.name, button.label].filter((part) => part !== undefined).join(' '),
  );
  const id = button.custom_id;
  if (id !== undefined && !disabled) element.addEventListener('click', () => doings.click(messageId, id));
  return element;
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
