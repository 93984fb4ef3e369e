import { ago, safe } from './text.ts';

/** Date, hour and distance, in the reader's own words and zone. */
export function moment(epochMs: number): string {
  return `<t:${String(Math.floor(epochMs / 1000))}:F> (${ago(epochMs)})`;
}

/**
 * Text of ours or of strangers, made harmless, in which moments written as core/freeze.ts writes them are shown in the
 * reader's own zone. A stranger can make it show a time of day, which harms nobody.
 */
export function told(text: string, max: number): string {
  return safe(text, max).replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (found) => {
    const at = Date.parse(found);
    return Number.isNaN(at) ? found : moment(at);
  });
}
