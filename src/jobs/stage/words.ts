import type { Rows } from '../../core/stage-tool.ts';

/** `discordAccounts` and `discord_accounts` as people say it; one of what is named in the plural loses its s. */
function named(name: string, count: number): string {
  const words = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return count === 1 ? words.replace(/([^s])s$/, '$1') : words;
}

/** `10,000 users, 24 days`; what there is none of is left out unless there is nothing at all. */
export function rowsInWords(rows: Rows): string {
  const said = Object.entries(rows)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count.toLocaleString('en')} ${named(name, count)}`);
  return said.length === 0 ? 'nothing' : said.join(', ');
}

export function redisInWords(keys: number | null): string {
  return keys === null ? 'The app has no Redis.' : `Redis: ${keys.toLocaleString('en')} keys.`;
}

export function lastedInWords(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}
