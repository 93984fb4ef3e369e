import { make } from './element.ts';
import { emojiPicture } from './pictures.ts';

/** The two after the bar are emoji on Discord without a selector, too. */
const pictograph = /\p{RGI_Emoji}|[⏭↩]\uFE0F?/gv;

/** Discord draws every emoji as a picture, on every machine the same; text between stays text. */
export function withEmoji(text: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const match of text.matchAll(pictograph)) {
    if (match.index > at) nodes.push(document.createTextNode(text.slice(at, match.index)));
    nodes.push(make('img', { class: 'emoji', src: emojiPicture(match[0]), alt: match[0], draggable: 'false' }));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}
