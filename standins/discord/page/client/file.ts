import type { File } from '../shape.ts';
import { make } from './element.ts';

export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A file as Discord shows it: its name to take it by, its size, and for text its first lines. */
export function fileElement({ filename, url, size, preview }: File): HTMLElement {
  const link = make(
    'a',
    { href: /^https?:\/\//.test(url) ? url : undefined, target: '_blank', rel: 'noopener noreferrer' },
    filename,
  );
  return make(
    'div',
    { slot: 'attachments', class: 'file' },
    link,
    ...(size === null || size === undefined ? [] : [make('small', {}, sizeInWords(size))]),
    ...(preview === undefined ? [] : [make('pre', {}, make('code', {}, preview))]),
  );
}
