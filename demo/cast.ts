import type { DiscordWorld } from '../standins/discord/world.ts';

export type Who = 'ana' | 'ben' | 'cara' | 'dan';

export interface Cast {
  readonly guild: string;
  readonly channels: { readonly deployments: string; readonly alerts: string; readonly announcements: string };
  readonly roles: { readonly tester: string; readonly deployer: string; readonly releaseManager: string };
  /** Id of Greenroom's own application. */
  readonly greenroom: string;
  readonly people: Readonly<Record<Who, string>>;
}

/** The server and its people: Ana writes code, Ben manages releases, Cara tests, Dan is a guest. */
export function castOf(world: DiscordWorld, token: string): Cast {
  const guild = world.addGuild({ name: 'Advent Team' }).id;
  const role = (name: string, color: number): string => world.addRole({ name, color }).id;
  const roles = {
    tester: role('Tester', 0x0072b2),
    deployer: role('Deployer', 0xe69f00),
    releaseManager: role('Release manager', 0x009e73),
  };
  const channels = {
    deployments: world.addChannel({ name: 'deployments' }).id,
    alerts: world.addChannel({ name: 'alerts' }).id,
    // The event app's own, where staging announces: this is the test server, too.
    announcements: world.addChannel({ name: 'announcements' }).id,
  };
  const greenroom = world.addApplication({ name: 'Greenroom', token }).id;
  // As the invitation has it: an alert calls the release managers.
  world.directory.overwrite(channels.alerts, greenroom, [], ['MentionEveryone']);
  const member = (name: string, ...its: string[]): string => world.addMember({ name, roles: its }).id;
  const people = {
    ana: member('Ana', roles.deployer),
    ben: member('Ben', roles.releaseManager),
    cara: member('Cara', roles.tester),
    dan: member('Dan'),
  };
  return { guild, channels, roles, greenroom, people };
}
