import { createControlFilter } from './control-codes.ts';

/** Tags, joiners, fillers and variation selectors can carry whole sentences unseen. U+FE0F stays: it makes emoji. */
const unseen = /[\p{Default_Ignorable_Code_Point}--\ufe0f]/gv;
/** More marks on one letter than any language writes climb over the neighbouring lines. */
const towers = /(\p{Mn}{4})\p{Mn}+/gu;

/** Hostile text on one line: no control code, no escape sequence, no bidi override, nothing invisible, no line break. */
export function singleLine(text: string): string {
  const filter = createControlFilter();
  const visible = (filter.write(text.toWellFormed()) + filter.end()).replace(unseen, '').replace(towers, '$1');
  return visible.replace(/\s+/g, ' ').trim();
}

/**
 * The same, at most `max` UTF-16 units long (how Discord and GitHub count at their strictest), never half a
 * character; `…` says that it was longer. Markdown and mentions are the caller's to escape: they differ by place.
 */
export function plainText(text: string, max: number): string {
  // A 10 MB commit message is not worth cleaning to its end; escape sequences are short, so four times is plenty.
  const line = singleLine(text.length > max * 4 + 1024 ? text.slice(0, max * 4 + 1024) : text);
  if (line.length <= max) return line;
  if (max < 1) return '';
  const end = max - 1;
  const last = line.charCodeAt(end - 1);
  return `${line.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}
