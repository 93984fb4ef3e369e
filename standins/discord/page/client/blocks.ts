import { make } from './element.ts';
import type { Names } from './markdown.ts';
import { inline } from './markdown.ts';

const heading = /^(#{1,3}) +(.+)$/;
const small = /^-# +(.+)$/;
const quote = /^> ?(.*)$/;
const item = /^(\s*)(?:[-*]|(\d+)\.) +(.+)$/;

/** A whole text of Discord's markdown: code blocks first, then line by line, since a mark never crosses either. */
export function blocks(text: string, names: Names): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const fence of text.matchAll(/(?<!\\)```(?:[\w+-]*\n)?([\s\S]+?)\n?```\n?/g)) {
    nodes.push(...lines(text.slice(at, fence.index).replace(/\n$/, ''), names));
    nodes.push(make('pre', {}, make('code', {}, fence[1] ?? '')));
    at = fence.index + fence[0].length;
  }
  nodes.push(...lines(text.slice(at), names));
  return nodes;
}

function lines(text: string, names: Names): Node[] {
  const nodes: Node[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) nodes.push(make('div', { class: 'lines' }, ...inline(paragraph.join('\n'), names)));
    paragraph = [];
  };
  const all = text === '' ? [] : text.split('\n');
  for (let index = 0; index < all.length; index += 1) {
    const line = all[index] ?? '';
    const drawn = block(line, names);
    const quoted = quote.exec(line);
    if (quoted !== null) {
      flush();
      const inside = [quoted[1] ?? ''];
      for (let next = quote.exec(all[index + 1] ?? ''); next !== null; next = quote.exec(all[index + 1] ?? '')) {
        inside.push(next[1] ?? '');
        index += 1;
      }
      nodes.push(make('blockquote', {}, ...lines(inside.join('\n'), names)));
    } else if (drawn === undefined) {
      paragraph.push(line);
    } else {
      flush();
      nodes.push(drawn);
    }
  }
  flush();
  return nodes;
}

function block(line: string, names: Names): Node | undefined {
  const title = heading.exec(line);
  if (title !== null) return make(`h${(title[1] ?? '').length}`, {}, ...inline(title[2] ?? '', names));
  const note = small.exec(line);
  if (note !== null) return make('small', {}, ...inline(note[1] ?? '', names));
  const point = item.exec(line);
  if (point === null) return undefined;
  const deep = (point[1] ?? '').length >= 2;
  const sign = point[2] === undefined ? (deep ? '◦' : '•') : `${point[2]}.`;
  const sides = { class: deep ? 'item deep' : 'item' };
  return make('div', sides, make('span', { class: 'sign' }, sign), make('span', {}, ...inline(point[3] ?? '', names)));
}
