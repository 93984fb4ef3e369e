import { parseEnv } from 'node:util';
import { UsageRefused } from '../exit-code.ts';

/**
 * One line each; what has line ends was given `\n` for them. Read by node's own parseEnv, by docker and by flyctl. Quotes
 * only where parseEnv would otherwise read something else, such as the part before a `#`: docker takes them for the value.
 */
export function envText(secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets)
    .map(([name, value]) => `${name}=${written(name, value)}\n`)
    .join('');
}

function written(name: string, value: string): string {
  const ways = ['', "'", '"', '`'].map((quote) => `${quote}${value}${quote}`);
  const found = ways.find((way) => parseEnv(`${name}=${way}`)[name] === value);
  if (found !== undefined) return found;
  throw new UsageRefused(
    `${name}: found a value that no line of greenroom.env can hold, wanted one without quotes, # or line ends.`,
  );
}
