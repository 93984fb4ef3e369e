import type { Interaction } from 'discord.js';
import { ActionRowBuilder, ButtonBuilder, ButtonStyle, DiscordAPIError, Events, MessageFlags } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { HeldClock, deploy, expectNoFaults, once, stage, textChannel, withDeploy } from './stage.ts';

let on: Stage;
const clock = new HeldClock();

beforeEach(async () => {
  on = await stage({ clock });
});
afterEach(() => on.close());

async function refusedWith(work: Promise<unknown>): Promise<number | string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiscordAPIError)) throw new Error(`not refused by Discord: ${String(error)}`);
  return error.code;
}

test('commands are registered, given back as stored, and hidden from those without the permission', async () => {
  const client = await on.client();
  const set = await client.application.commands.set(
    [deploy, { name: 'admins', description: 'Only for some', defaultMemberPermissions: '0' }],
    on.guild,
  );
  expect(set.size).toBe(2);
  const again = await client.application.commands.set([deploy], on.guild);
  expect(again.first()?.id).toBe(set.find(({ name }) => name === 'deploy')?.id);
  await client.application.commands.set(
    [deploy, { name: 'admins', description: 'x', defaultMemberPermissions: '8' }],
    on.guild,
  );
  const fetched = await client.application.commands.fetch({ guildId: on.guild });
  expect(fetched.map(({ name }) => name).sort()).toEqual(['admins', 'deploy']);
  expect(on.world.commandsFor(on.ana)).toMatchObject([
    { name: 'deploy', options: [{ required: true }, { autocomplete: true }] },
  ]);
  expectNoFaults(on);
});

test('slash, defer, edit: thinking at first, only the person sees it, roles and options arrive', async () => {
  const client = await on.client();
  let goOn = (): void => undefined;
  const told = new Promise<void>((resolve) => (goOn = resolve));
  await withDeploy(on, client, async (interaction) => {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await told;
    const roles = interaction.inCachedGuild() ? [...interaction.member.roles.cache.keys()] : [];
    await interaction.editReply({
      content: `${interaction.options.getString('commit')} ${String(roles.includes(on.role))} ${interaction.memberPermissions?.has('SendMessages')}`,
      embeds: [{ title: 'Deploying', color: 3, fields: [{ name: 'a', value: 'b' }] }],
    });
  });
  const handle = await on.world.slash(on.ana, on.channel, 'deploy', { commit: '1a2b3c4' });
  await on.world.changes.until(
    () => (handle.status === 'thinking' ? true : undefined),
    2_000,
    () => handle.status,
  );
  expect(on.world.messages(on.channel, on.ana)).toMatchObject([{ thinking: true, ephemeralFor: on.ana }]);
  goOn();
  const answer = await handle.answer();
  expect(answer).toMatchObject({
    content: '1a2b3c4 true true',
    embeds: [{ title: 'Deploying', fields: [{ name: 'a', value: 'b', inline: false }] }],
    interaction: { name: 'deploy', userId: on.ana },
    thinking: false,
  });
  expect(answer.editedAt).toBeUndefined();
  expect(on.world.messages(on.channel, on.ben)).toEqual([]);
  expect(on.world.messages(on.channel)).toEqual([]);
  // The bot's own token does not see it either.
  expect((await on.api(`GET ~/messages/${answer.id}`)).body).toMatchObject({ code: 10008 });
  expectNoFaults(on);
});

test('reply with response, fetch, follow-up with a file, delete', async () => {
  const client = await on.client();
  const done: string[] = [];
  await withDeploy(on, client, async (interaction) => {
    const reply = await interaction.reply({ content: 'one', withResponse: true });
    done.push(reply.resource?.message?.content ?? '', (await interaction.fetchReply()).content);
    const log = { attachment: Buffer.from('a log'), name: 'deploy.log' };
    const follow = await interaction.followUp({ content: 'two', files: [log], flags: MessageFlags.Ephemeral });
    await interaction.webhook.editMessage(follow.id, 'two, edited');
    await interaction.deleteReply();
    done.push('end');
  });
  await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'x' });
  await on.world.changes.until(
    () => (done.at(-1) === 'end' ? true : undefined),
    5_000,
    () => done.join(),
  );
  expect(done).toEqual(['one', 'one', 'end']);
  expect(on.world.messages(on.channel)).toEqual([]);
  expect(on.world.messages(on.channel, on.ana)).toMatchObject([
    { content: 'two, edited', attachments: [{ filename: 'deploy.log', size: 5 }] },
  ]);
  expectNoFaults(on);
});

test('a follow-up to a deferred answer fills that answer, and stays as visible as it was', async () => {
  const client = await on.client();
  await withDeploy(on, client, async (interaction) => {
    await interaction.deferReply();
    await interaction.followUp({ content: 'filled', flags: MessageFlags.Ephemeral });
  });
  const answer = await (await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'x' })).answer();
  expect(on.world.messages(on.channel)).toEqual([answer]);
  expect(answer.content).toBe('filled');
});

test('a click is told with its message; update changes it; a button that is not there cannot be clicked', async () => {
  const client = await on.client();
  client.on(Events.InteractionCreate, (interaction: Interaction) => {
    if (interaction.isButton())
      void interaction.update({ content: `by ${interaction.user.displayName}`, components: [] });
  });
  const channel = await textChannel(client, on.channel);
  const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId('go').setLabel('Go').setStyle(ButtonStyle.Success),
    new ButtonBuilder().setCustomId('off').setLabel('Off').setStyle(ButtonStyle.Danger).setDisabled(true),
  );
  const { id } = await channel.send({ content: 'Press', components: [row] });
  await expect(on.world.click(on.ana, id, 'other')).rejects.toThrow('no button or select other');
  await expect(on.world.click(on.ana, id, 'off')).rejects.toThrow('disabled');
  const handle = await on.world.click(on.ana, id, 'go');
  expect(await handle.answer()).toMatchObject({ id, content: 'by Ana', components: [] });
  expectNoFaults(on);
});

test('autocomplete gives the choices, knowing what else was typed', async () => {
  const client = await on.client();
  client.on(Events.InteractionCreate, (interaction: Interaction) => {
    if (!interaction.isAutocomplete()) return;
    const { name, value } = interaction.options.getFocused(true);
    void interaction.respond([{ name: `${name} ${value} ${interaction.options.getString('commit')}`, value: 'v' }]);
  });
  await client.application.commands.set([deploy], on.guild);
  const choices = await on.world.autocomplete(on.ana, on.channel, 'deploy', 'environment', 'sta', { commit: 'c' });
  expect(choices).toEqual([{ name: 'environment sta c', value: 'v' }]);
  await expect(on.world.autocomplete(on.ana, on.channel, 'deploy', 'commit', 'x')).rejects.toThrow('completes nothing');
  expectNoFaults(on);
});

test('nobody can type what Discord’s field would not send', async () => {
  const client = await on.client();
  await client.application.commands.set([deploy], on.guild);
  await expect(on.world.slash(on.ana, on.channel, 'deploy')).rejects.toThrow('commit is required');
  await expect(on.world.slash(on.ana, on.channel, 'deploy', { commit: 1 })).rejects.toThrow('commit is text');
  await expect(on.world.slash(on.ana, on.channel, 'deploy', { commit: 'x', other: 'y' })).rejects.toThrow(
    'no option other',
  );
});

test('after 3 s the first answer is refused with 10062, a moment before it is taken', async () => {
  const client = await on.client();
  const results: (number | string)[] = [];
  await withDeploy(on, client, async (interaction) => {
    clock.at += interaction.options.getString('commit') === 'late' ? 3_001 : 3_000;
    const late = interaction.options.getString('commit') === 'late';
    if (late) results.push(await refusedWith(interaction.reply('x')));
    else await interaction.reply('in time');
  });
  expect(await (await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'early' })).answer()).toMatchObject({
    content: 'in time',
  });
  const late = await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'late' });
  await expect(late.answer()).rejects.toThrow('The application did not respond');
  expect(late.status).toBe('failed');
  await on.world.changes.until(
    () => results[0],
    2_000,
    () => 'no refusal',
  );
  expect(results).toEqual([10062]);
  expectNoFaults(on);
});

test('the token works for 15 minutes and is then refused with 50027; before the first answer it opens nothing', async () => {
  const client = await on.client();
  const results: (number | string)[] = [];
  await withDeploy(on, client, async (interaction) => {
    results.push(await refusedWith(interaction.webhook.send('too early')));
    await interaction.deferReply();
    clock.at += 15 * 60_000;
    await interaction.editReply('in time');
    clock.at += 1;
    results.push(await refusedWith(interaction.editReply('late')));
  });
  await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'x' });
  await on.world.changes.until(
    () => results[1],
    5_000,
    () => String(results),
  );
  expect(results).toEqual([10015, 50027]);
  expect(on.world.messages(on.channel)).toMatchObject([{ content: 'in time' }]);
  expectNoFaults(on);
});

test('a second first answer is refused with 40060, as where two copies of the bot run', async () => {
  const first = await on.client();
  const second = await on.client();
  const codes: (number | string)[] = [];
  for (const client of [first, second]) {
    await withDeploy(on, client, async (interaction) => {
      await interaction.reply('mine').catch((error: unknown) => {
        if (error instanceof DiscordAPIError) codes.push(error.code);
      });
    });
  }
  const handle = await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'x' });
  await handle.answer();
  await on.world.changes.until(
    () => codes[0],
    2_000,
    () => 'both answered',
  );
  expect(codes).toEqual([40060]);
  expect(on.world.messages(on.channel)).toHaveLength(1);
  expectNoFaults(on);
});

test('an answer of a kind that does not fit is refused; deferring takes the ephemeral flag alone', async () => {
  const client = await on.client();
  await client.application.commands.set([deploy], on.guild);
  const given = once(client, Events.InteractionCreate) as Promise<{ id: string; token: string }>;
  await on.world.slash(on.ana, on.channel, 'deploy', { commit: 'x' });
  const { id, token } = await given;
  const answer = (body: unknown) => on.api(`POST /interactions/${id}/${token}/callback`, body, { authorization: '' });
  for (const wrong of [
    { type: 7, data: {} },
    { type: 8, data: { choices: [] } },
    { type: 99 },
    { type: 5, data: { flags: 4 } },
    { type: 4 },
  ]) {
    expect((await answer(wrong)).status).toBe(400);
  }
  expect(on.world.violations).toHaveLength(5);
  expect((await answer({ type: 5, data: { flags: 64 } })).status).toBe(204);
});
