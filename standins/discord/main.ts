import { parseArgs } from 'node:util';
import { createPage } from './page/serve.ts';
import { startDiscord } from './start.ts';

/** By hand: `node standins/discord/main.ts [--port 4002] [--token T] [--no-limits]`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4002' },
    token: { type: 'string' },
    'no-limits': { type: 'boolean', default: false },
  },
});

const discord = await startDiscord({
  port: Number(values.port),
  rateLimits: values['no-limits'] ? 'off' : 'discord',
  page: (world) => createPage(world),
});
const { world } = discord;
const guild = world.addGuild({ name: 'Acme' });
const application = world.addApplication({
  name: 'Greenroom',
  ...(values.token === undefined ? {} : { token: values.token }),
});
const roles = ['tester', 'deployer', 'release-manager'].map((name) => world.addRole({ name }));
const channels = ['deployments', 'alerts'].map((name) => world.addChannel({ name }));
const people = ['ana', 'ben', 'cara', 'dan'].map((name, at) => {
  const role = roles[at];
  return world.addMember({ name, ...(role === undefined ? {} : { roles: [role.id] }) });
});
const list = (things: readonly { readonly id: string; readonly name: string }[]): string =>
  things.map(({ id, name }) => `${name} ${id}`).join(', ');
console.log(`Discord stand-in on ${discord.url} (open it: the page)
  DISCORD_API_URL=${discord.apiUrl} DISCORD_TOKEN=${application.token}
  server ${guild.id}
  channels: ${list(channels)}
  roles: ${list(roles)}
  people: ${list(people)}
  state: ${discord.url}/_world/state · messages: ${discord.url}/_world/messages?channel=…&viewer=…
  act: POST ${discord.url}/_world/act {"verb": "slash", "userId": …, "channelId": …, "name": …}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void discord.close().then(() => process.exit(0));
  });
}
