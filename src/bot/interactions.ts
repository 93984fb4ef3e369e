import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlagsBitField,
} from 'discord.js';
import { MessageFlags } from 'discord-api-types/v10';
import { may, mayTable } from '../core/may.ts';
import type { Action } from '../core/operation.ts';
import type { RequestView } from '../ports/views.ts';
import type { Acknowledge } from './acknowledge.ts';
import type { Answer } from './answer.ts';
import { asEdit } from './answer.ts';
import { RecordedElsewhere, nudge } from './ask.ts';
import type { Answering } from './answering.ts';
import { pressedReply, refusal } from './cards/reply.ts';
import { commands } from './commands/index.ts';
import type { Typed } from './commands/define.ts';
import { components } from './components/index.ts';
import type { Confirmer } from './confirmations/define.ts';
import { confirmers } from './confirmations/index.ts';
import { describe } from './describe.ts';
import type { Asking, BotParts } from './parts.ts';
import type { Messages } from './projector/messages.ts';
import { Presses } from './presses.ts';
import { ProductionRefused, Refused } from './refused.ts';
import { roleIds } from './role-ids.ts';
import { turnPage } from './turn-page.ts';

/** What answering needs besides. */
export interface InteractionParts extends BotParts {
  readonly acknowledge: Acknowledge;
  readonly messages: Pick<Messages, 'edit' | 'editReply'>;
}

type Answerable = ChatInputCommandInteraction | ButtonInteraction;

/** From interaction to command or button: acknowledged first, then the role check, then the work. Never throws. */
export function createInteractions(parts: InteractionParts, answering: Answering): (interaction: Interaction) => void {
  const { clock, log } = parts;
  const presses = new Presses(clock);
  return (interaction) => {
    if (interaction.isAutocomplete()) void complete(parts, interaction);
    else if (interaction.isChatInputCommand())
      void respond(parts, answering, interaction, () => runCommand(parts, interaction));
    // A page that is turned twice is the same page.
    else if (interaction.isButton() && !turnsPage(interaction) && presses.isAgain(interaction))
      void leaveAsItIs(parts, interaction);
    else if (interaction.isButton())
      void respond(
        parts,
        answering,
        interaction,
        () => runButton(parts, interaction),
        () => presses.forget(interaction),
      );
    else log.debug({ type: interaction.type }, 'an interaction of a kind that is not used');
  };
}

/** The answer to the press before is the answer to this one. */
async function leaveAsItIs({ acknowledge, log }: InteractionParts, interaction: ButtonInteraction): Promise<void> {
  log.debug({ interaction: interaction.id }, 'a button was pressed twice at once');
  await acknowledge(interaction, 'update').catch((error: unknown) =>
    log.debug({ interaction: interaction.id, error: describe(error) }, 'a second press could not be acknowledged'),
  );
}

/** The real answer waits for this one, and not for what comes after it. */
async function respond(
  parts: InteractionParts,
  answering: Answering,
  interaction: Answerable,
  work: () => Promise<Answer>,
  onNothing?: () => void,
): Promise<void> {
  const given = await answering.during(interaction.id, answer(parts, interaction, work, onNothing));
  try {
    await given?.after?.();
  } catch (error) {
    parts.log.debug({ interaction: interaction.id, error: describe(error) }, 'what comes after was left out');
  }
}

async function answer(
  { acknowledge, log }: InteractionParts,
  interaction: Answerable,
  work: () => Promise<Answer>,
  onNothing = (): void => undefined,
): Promise<Answer | undefined> {
  // Discord gives 3 s; nothing may come before this line that could wait. 10062 means that the time was over already
  // (it also happens at random, discord-api-docs #5558), 40060 that somebody else has answered. Nothing was done yet.
  try {
    await acknowledge(interaction, turnsPage(interaction) ? 'update' : 'answer');
    // discord.js edits and follows up only what it knows to be deferred.
    interaction.deferred = true;
  } catch (error) {
    log.warn({ interaction: interaction.id, error: describe(error) }, 'an interaction could not be acknowledged');
    onNothing();
    return undefined;
  }
  let isRefused = false;
  const given = await work().catch((error: unknown): Answer | undefined => {
    if (error instanceof RecordedElsewhere) return undefined;
    isRefused = true;
    onNothing();
    if (error instanceof Refused) return { drawn: refusal(error.code, error.detail, error.rolesThatMay) };
    log.error({ interaction: interaction.id, error: describe(error) }, 'a command or button broke');
    return { drawn: refusal('request.broken') };
  });
  if (given === undefined) {
    // Our “asked …” might come after the real answer, and would stay.
    log.info({ interaction: interaction.id }, 'another process answers this interaction: it has recorded it first');
    return undefined;
  }
  try {
    // A page that is not turned stays as it is: where it had to be told in the channel, others read it, too.
    if (isRefused && turnsPage(interaction))
      await interaction.followUp({ ...asEdit(given), flags: MessageFlags.Ephemeral });
    else await interaction.editReply(asEdit(given));
  } catch (error) {
    log.warn({ interaction: interaction.id, error: describe(error) }, 'an answer could not be shown');
  }
  return given;
}

async function runCommand(parts: BotParts, interaction: ChatInputCommandInteraction): Promise<Answer> {
  const command = commands.find(({ name }) => name === interaction.commandName);
  if (!command) throw new Refused('request.malformed', `There is no command /${interaction.commandName} any more.`);
  checkRole(parts, interaction, command.action);
  const asked = asking(parts, interaction);
  return command.run(asked, typedIn(interaction)).catch(async (error: unknown) => {
    if (error instanceof ProductionRefused) await onRecord(asked, command.name, error);
    throw error;
  });
}

/** The answer does not depend on it: what cannot be written down is refused all the same. */
async function onRecord(asked: Asking, command: string, { place, typed }: ProductionRefused): Promise<void> {
  const { actor, log } = asked;
  const noted = { ...place, kind: 'note-refusal', actor, command, typed: typed.slice(0, 100) } as const;
  await nudge(asked, noted).catch((error: unknown) =>
    log.error({ user: actor.discordId, command, error: describe(error) }, 'a refusal could not be put on record'),
  );
}

/** A page takes the place of the one before. */
function turnsPage(interaction: Answerable): interaction is ButtonInteraction {
  return interaction.isButton() && interaction.customId.startsWith('page:');
}

async function runButton(parts: InteractionParts, interaction: ButtonInteraction): Promise<Answer> {
  const [verb, id] = interaction.customId.split(':');
  const confirmer = confirmers.find((known) => known.verb === verb);
  if (confirmer && id !== undefined) return confirmed(parts, interaction, confirmer, id);
  if (turnsPage(interaction)) {
    checkRole(parts, interaction, 'doctor');
    return turnPage(parts, interaction.user.id, id ?? '');
  }
  const component = components.find((known) => known.verb === verb);
  if (!component || id === undefined) throw new Refused('request.malformed', 'There is no such button any more.');
  checkRole(parts, interaction, component.action);
  const view = await parts.views.deployment(id);
  if (!view) throw new Refused('deployment.not-found');
  return component.run(asking(parts, interaction), view);
}

async function confirmed(
  parts: InteractionParts,
  interaction: ButtonInteraction,
  confirmer: Confirmer,
  id: string,
): Promise<Answer> {
  checkRole(parts, interaction, confirmer.verb);
  const request = await parts.views.request(id);
  if (request === undefined) throw new Refused('request.malformed', 'What this button belongs to is gone.');
  const answer = await confirmer.run(asking(parts, interaction), request);
  return {
    ...answer,
    // It serves once: whoever scrolls back is not to find it as if it still waited.
    after: () => takeAway(parts, interaction, request),
  };
}

/** Where the token of whoever asked had died, what was shown is a message of the bot’s own in the channel. */
async function takeAway(
  { messages }: InteractionParts,
  { message, channelId }: ButtonInteraction,
  request: RequestView,
): Promise<void> {
  const pressed = pressedReply(request);
  // From a channel that discord.js was never told of the message comes as Discord sent it, its flags a number.
  const isForThem = new MessageFlagsBitField(message.flags).has(MessageFlags.Ephemeral);
  if (isForThem) await messages.editReply(request.applicationId, request.token, pressed);
  else await messages.edit(channelId, message.id, pressed);
}

function checkRole({ config, log }: BotParts, interaction: Answerable, action: Action): void {
  const { guild, roles } = config.discord;
  if (interaction.guildId !== guild) throw new Refused('actor.unknown', 'This works in the configured server only.');
  if (may(roleIds(interaction), roles, action)) return;
  log.info({ user: interaction.user.id, action }, 'refused: actor.not-allowed');
  const those = mayTable[action].flatMap((role) => (role === 'anyone' ? [] : [roles[role]]));
  throw new Refused('actor.not-allowed', undefined, those);
}

function asking(parts: BotParts, interaction: Answerable): Asking {
  const { user } = interaction;
  return {
    ...parts,
    may: (action) => may(roleIds(interaction), parts.config.discord.roles, action),
    actor: { discordId: user.id, name: user.displayName },
    request: {
      interactionId: interaction.id,
      applicationId: interaction.applicationId,
      token: interaction.token,
      channelId: interaction.channelId ?? parts.config.discord.channels.deployments,
      userId: user.id,
      at: parts.clock.now(),
    },
  };
}

function typedIn(interaction: ChatInputCommandInteraction | AutocompleteInteraction): Typed {
  return Object.fromEntries(interaction.options.data.map(({ name, value }) => [name, value]));
}

/** Cannot be deferred, so it only reads; what goes wrong offers nothing. */
async function complete(parts: BotParts, interaction: AutocompleteInteraction): Promise<void> {
  try {
    const focused = interaction.options.getFocused(true);
    const command = commands.find(({ name }) => name === interaction.commandName);
    const choices = await command
      ?.complete(parts, focused.name, String(focused.value), typedIn(interaction))
      .catch(() => []);
    // One without a name has Discord refuse all of them; an app may have called something by nothing that can be seen.
    await interaction.respond((choices ?? []).filter(({ name }) => name !== '').slice(0, 25));
  } catch (error) {
    parts.log.debug({ interaction: interaction.id, error: describe(error) }, 'nothing could be offered');
  }
}
