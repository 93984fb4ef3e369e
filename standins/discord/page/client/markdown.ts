import { make } from './element.ts';
import { withEmoji } from './emoji.ts';
import { timeElement } from './time.ts';

/** Who and what a mention's id stands for; undefined where nobody knows it. */
export interface Names {
  user(id: string): string | undefined;
  role(id: string): { readonly name: string; readonly color?: string } | undefined;
  channel(id: string): string | undefined;
  readonly viewer: string;
}

type Draw = (match: RegExpExecArray, names: Names) => Node;

const around =
  (tag: string): Draw =>
  (match, names) =>
    make(tag, {}, ...inline(match[1] ?? '', names));

const mention = (type: string, text: string, extra: Record<string, string> = {}): Node =>
  make('discord-mention', { type, ...extra }, text);

/** Tried in this order at every place of the text; the first that fits there is drawn. */
const marks: readonly (readonly [RegExp, Draw])[] = [
  [/\\([^A-Za-z0-9\s])/y, (match) => document.createTextNode(match[1] ?? '')],
  [/``([\s\S]+?)``(?!`)|`([^`]+)`/y, (match) => make('code', {}, (match[1] ?? match[2] ?? '').trim())],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, around('strong')],
  [/__([\s\S]+?)__(?!_)/y, around('u')],
  [/~~([\s\S]+?)~~/y, around('s')],
  [/\*(?!\s)((?:\\.|[^*\\]|\*\*)+?)\*(?!\*)/y, around('em')],
  [/_(?!\s)((?:\\.|[^_\\])+?)_(?![A-Za-z0-9_])/y, around('em')],
  [
    /\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    (match, names) => link(match[2] ?? '', inline(match[1] ?? '', names)),
  ],
  [/<(https?:\/\/[^\s>]+)>/y, (match) => link(match[1] ?? '', [match[1] ?? ''])],
  [/https?:\/\/[^\s<>]+[^\s<>.,:;"')\]]/y, (match) => link(match[0], [match[0]])],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (match) => timeElement(Number(match[1]), match[2] ?? 'f')],
  [/<@!?(\d+)>/y, (match, names) => mention('user', names.user(match[1] ?? '') ?? 'unknown-user')],
  [
    /<@&(\d+)>/y,
    (match, names) => {
      const role = names.role(match[1] ?? '');
      return mention('role', role?.name ?? 'unknown-role', role?.color === undefined ? {} : { color: role.color });
    },
  ],
  [/<#(\d+)>/y, (match, names) => mention('channel', names.channel(match[1] ?? '') ?? 'unknown')],
  [/<\/([^:>]+):\d+>/y, (match) => mention('slash', match[1] ?? '')],
];

const messageLink = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/\d+\/(\d+)\/(\d+)$/;

function link(address: string, children: readonly (Node | string)[]): Node {
  // A link to a message leads to it here, not to the real Discord, where it does not exist.
  const [, channel, message] = messageLink.exec(address) ?? [];
  if (channel !== undefined) return make('a', { href: '#', 'data-channel': channel, 'data-to': message }, ...children);
  return make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

const before = /[A-Za-z0-9]$/;

/** One stretch of Discord's markdown as nodes. What is no mark stays as it was written. */
export function inline(text: string, names: Names): Node[] {
  const nodes: Node[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') nodes.push(...withEmoji(plain));
    plain = '';
  };
  let at = 0;
  next: while (at < text.length) {
    for (const [mark, draw] of marks) {
      mark.lastIndex = at;
      const match = mark.exec(text);
      // snake_case_names hold no emphasis.
      if (match === null || (match[0].startsWith('_') && before.test(plain))) continue;
      const end = at + match[0].length;
      flush();
      nodes.push(draw(match, names));
      at = end;
      continue next;
    }
    plain += text[at] ?? '';
    at += 1;
  }
  flush();
  return nodes;
}
