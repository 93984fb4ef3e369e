const most = 140;

/** One line of at most 140 characters, which is all that GitHub takes; never half a surrogate pair at the cut. */
export function shortText(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (line.length <= most) return line;
  return `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
