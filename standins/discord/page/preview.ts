import type { File } from './shape.ts';

/** How much of a file is shown below its name. */
const shownLines = 6;
const shownBytes = 2048;

const isText = ({ filename, contentType }: File): boolean =>
  /^text\/|[/+](json|xml)\b/.test(contentType ?? '') || /\.(log|txt|md|json|xml|ya?ml)$/i.test(filename);

/** The first lines of a file of text; nothing for other files, whose bytes would be noise. */
export function previewOf(file: File, content: Buffer | undefined): string | undefined {
  if (content === undefined || content.length === 0 || !isText(file)) return undefined;
  const lines = content.subarray(0, shownBytes).toString('utf8').split('\n');
  const cut = lines.length > shownLines || content.length > shownBytes;
  return `${lines.slice(0, shownLines).join('\n').trimEnd()}${cut ? '\n…' : ''}`;
}
