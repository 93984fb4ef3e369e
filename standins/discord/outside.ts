import type { Directory } from './directory.ts';

/** Whether a request is about something that is not on the server: another server's, somebody's direct messages, or unknown. */
export function isOutside(directory: Directory, path: string): boolean {
  const [, first, id = ''] = path.split('/');
  if (first === 'channels') return directory.guildIdOf(id) !== directory.guild.id;
  const guild = /\/guilds\/([^/]+)/.exec(path)?.[1];
  return guild === undefined ? path === '/users/@me/channels' : guild !== directory.guild.id;
}
