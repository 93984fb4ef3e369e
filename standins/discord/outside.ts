import type { Directory } from './directory.ts';

/** The server that a request is about, as far as its path tells. */
export function serverOf(directory: Directory, path: string): string | undefined {
  const [, first, id = ''] = path.split('/');
  return first === 'channels' ? directory.guildIdOf(id) : /\/guilds\/([^/]+)/.exec(path)?.[1];
}

/** Whether a request is about something that is not on the server: another server's, somebody's direct messages, or unknown. */
export function isOutside(directory: Directory, path: string): boolean {
  const [, first, id = ''] = path.split('/');
  if (first === 'channels') return directory.guildIdOf(id) !== directory.guild.id;
  // Those of applications answer interactions on the server; any other writes to a channel of whoever made it.
  if (first === 'webhooks') return !directory.applications.has(id);
  const guild = serverOf(directory, path);
  return guild === undefined ? path === '/users/@me/channels' : guild !== directory.guild.id;
}
