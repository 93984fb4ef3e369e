import { Client, InteractionTypes } from 'oceanic.js';
import { afterEach, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { expectNoFaults, stage } from './stage.ts';

let on: Stage;

afterEach(() => on.close());

test('another library logs in, registers, answers, edits and reacts', async () => {
  on = await stage();
  const client = new Client({
    auth: `Bot ${on.application.token}`,
    rest: { baseURL: `${on.discord.apiUrl}/v10` },
    gateway: { intents: ['GUILDS', 'GUILD_MESSAGES', 'GUILD_MESSAGE_REACTIONS'] },
  });
  client.on('error', () => undefined);
  client.on('interactionCreate', (interaction) => {
    if (interaction.type !== InteractionTypes.APPLICATION_COMMAND) return;
    void interaction
      .defer(64)
      .then(() => interaction.editOriginal({ content: `done ${interaction.member?.id ?? ''}` }));
  });
  const ready = new Promise<void>((resolve) => client.once('ready', resolve));
  await client.connect();
  await ready;
  await client.application.bulkEditGuildCommands(on.guild, [{ type: 1, name: 'deploy', description: 'Deploys' }]);
  const answer = await (await on.world.slash(on.ana, on.channel, 'deploy')).answer();
  expect(answer).toMatchObject({ content: `done ${on.ana}`, ephemeralFor: on.ana });
  const message = await client.rest.channels.createMessage(on.channel, { content: 'card' });
  await message.edit({ content: 'card 2' });
  await message.createReaction('✅');
  const told = new Promise<string>((resolve) => client.once('messageReactionAdd', (_, who) => resolve(who.id)));
  on.world.react(on.ben, message.id, '✅');
  expect(await told).toBe(on.ben);
  expect(on.world.messages(on.channel)).toMatchObject([
    { content: 'card 2', reactions: [{ userIds: [on.application.id, on.ben] }] },
  ]);
  expectNoFaults(on);
  client.disconnect(false);
});
