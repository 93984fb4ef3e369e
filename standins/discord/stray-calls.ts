import type { DiscordWorld, SeenRequest } from './world.ts';

/**
 * Calls about what is not on the server, save for those of an application that is at home where it calls and not on
 * this server: production's announcements in production's own server are nobody's mistake. Who shows no token that is
 * known is at home nowhere.
 */
export function strayCalls(world: DiscordWorld): readonly SeenRequest[] {
  const { otherServers, members } = world.directory;
  const atHome = (by: string, server: string | undefined): boolean =>
    !members.has(by) &&
    (server === undefined
      ? // A direct message, or what nobody knows: from wherever it lives.
        [...otherServers.values()].some(({ applications }) => applications.includes(by))
      : otherServers.get(server)?.applications.includes(by) === true);
  return world.requests.filter(({ outside, by, about }) => outside && (by === undefined || !atHome(by, about)));
}
