import type { BaseInteraction, ChatInputCommandInteraction, ClientOptions, TextChannel } from 'discord.js';
import { Client, Events, GatewayIntentBits, Options, Partials, SlashCommandBuilder } from 'discord.js';
import { expect } from 'vitest';
import type { DiscordOptions, DiscordStandin } from '../../../standins/discord/start.ts';
import { startDiscord } from '../../../standins/discord/start.ts';

/** Time that stands still until it is moved. */
export class HeldClock {
  at = Date.UTC(2026, 10, 23, 21);

  now(): number {
    return this.at;
  }
}

export interface Stage {
  readonly discord: DiscordStandin;
  readonly world: DiscordStandin['world'];
  readonly application: { readonly id: string; readonly token: string; readonly secret: string };
  readonly guild: string;
  readonly channel: string;
  readonly role: string;
  readonly ana: string;
  readonly ben: string;
  /** A discord.js client that is connected; ended with the stage. */
  client(options?: Partial<ClientOptions>): Promise<Client<true>>;
  /** A request by the bot's token. */
  api(route: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  close(): Promise<void>;
}

export interface Answered {
  status: number;
  // Test code reads many shapes; each assertion says what it expects of them.
  body: any; // oxlint-disable-line typescript/no-explicit-any
  headers: Headers;
}

/** One server with a channel, two people and the bot. */
export async function stage(options: DiscordOptions = {}): Promise<Stage> {
  const discord = await startDiscord(options);
  const { world } = discord;
  const guild = world.addGuild({ name: 'Acme' }).id;
  const role = world.addRole({ name: 'Deployer', color: 0x00ff00 }).id;
  const channel = world.addChannel({ name: 'deployments' }).id;
  const application = world.addApplication({ name: 'Greenroom', redirectUris: ['http://127.0.0.1/back'] });
  const ana = world.addMember({ name: 'Ana', roles: [role] }).id;
  const ben = world.addMember({ name: 'Ben' }).id;
  const clients: Client[] = [];
  return {
    discord,
    world,
    application,
    guild,
    channel,
    role,
    ana,
    ben,
    client: async (more = {}) => {
      const client = newClient(discord.apiUrl, more);
      clients.push(client);
      const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
      await client.login(application.token);
      return ready;
    },
    api: async (route, body, headers = {}) => {
      const [method = 'GET', path = ''] = route.split(' ');
      const response = await fetch(`${discord.apiUrl}/v10${path.replace('~', `/channels/${channel}`)}`, {
        method,
        headers: {
          authorization: `Bot ${application.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
    },
    close: async () => {
      for (const client of clients) await client.destroy();
      await discord.close();
    },
  };
}

export function newClient(apiUrl: string, more: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.GuildMessageReactions],
    partials: [Partials.Message, Partials.Reaction, Partials.User],
    allowedMentions: { parse: [] },
    makeCache: Options.cacheEverything(),
    ...more,
    rest: { api: apiUrl, ...more.rest },
  });
  client.on(Events.Error, () => undefined);
  return client;
}

/** Nothing was refused that a correct bot would not have met, and every answer was as the specification says. */
export function expectNoFaults({ world }: Stage): void {
  expect(world.violations).toEqual([]);
  expect(world.faultsOfOwn).toEqual([]);
}

export async function textChannel(client: Client, id: string): Promise<TextChannel> {
  const channel = await client.channels.fetch(id);
  if (channel?.isTextBased() !== true || channel.isDMBased()) throw new Error('no text channel');
  return channel as TextChannel;
}

export const deploy = new SlashCommandBuilder()
  .setName('deploy')
  .setDescription('Deploys')
  .addStringOption((option) => option.setName('commit').setDescription('Which').setRequired(true))
  .addStringOption((option) => option.setName('environment').setDescription('Where').setAutocomplete(true));

/** Registers /deploy, answered by `work`. */
export async function withDeploy(
  { guild }: Stage,
  client: Client<true>,
  work: (interaction: ChatInputCommandInteraction) => Promise<unknown>,
): Promise<void> {
  client.on(Events.InteractionCreate, (interaction: BaseInteraction) => {
    if (interaction.isChatInputCommand())
      work(interaction).catch((error: unknown) => client.emit('error', error as Error));
  });
  await client.application.commands.set([deploy], guild);
}

/** The next time the client says so. */
export function once(client: Client, event: string): Promise<unknown> {
  return new Promise((resolve) => client.once(event, resolve));
}
