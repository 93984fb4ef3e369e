import { plainText } from '../../core/plain-text.ts';

/**
 * Text that strangers wrote (commit subjects, author names, test names), made harmless for an embed or a message.
 * discord.js has escapeMarkdown, but it does not escape the backslash itself: `\*` becomes `\\*`, which is a literal
 * backslash followed by a live star. Here every character that can begin markup, a mention or a timestamp gets a
 * backslash, and a mass mention is broken by a zero-width space: allowed_mentions stops the ping, this the look of it.
 */
export function safe(text: string, max: number): string {
  return plainText(text, max)
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/^[#>+-]/, '\\$&')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/@(?=everyone|here)/gi, '@\u200b');
}

/** The same inside a code span: there only the back tick has a meaning. */
export function code(text: string, max: number): string {
  const inner = plainText(text, max).replaceAll('`', 'ˋ');
  return inner === '' ? '`?`' : `\`${inner.replace(/@(?=everyone|here)/gi, '@\u200b')}\``;
}

/** A block of lines as they are, e.g. the end of a log. */
export function codeBlock(text: string): string {
  return `\`\`\`\n${text.replaceAll('```', 'ˋˋˋ')}\n\`\`\``;
}

/** At most `max` UTF-16 units, never half of a pair; says with `…` that it was longer. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = max - 1;
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}

/** Discord shows it in the reader's own words and zone: “3 minutes ago”. */
export function ago(epochMs: number): string {
  return `<t:${String(Math.floor(epochMs / 1000))}:R>`;
}

/** The same moment as a clock shows it, with seconds: “12:04:10”. */
export function timeOfDay(epochMs: number): string {
  return `<t:${String(Math.floor(epochMs / 1000))}:T>`;
}

export function lasted(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${String(minutes)} min ${String(seconds % 60)} s`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** The first of a list and how many were left out: five failing tests are read, fifty are not. */
export function firstOf<T>(items: readonly T[], max: number, draw: (item: T) => string, more = 0): string[] {
  const lines = items.slice(0, max).map((item) => draw(item));
  const left = items.length - lines.length + more;
  return left > 0 ? [...lines, `… and ${String(left)} more`] : lines;
}

/** Twelve digits are enough to compare by eye. */
export function shortDigest(digest: string): string {
  return code(digest.replace(/^sha256:/, '').slice(0, 12), 12);
}
