import type { StoredCommand } from './commands.ts';
import { commandJson } from './commands.ts';
import type { StoredInteraction } from './interactions.ts';
import type { Json } from './json.ts';
import { objects, textAt } from './json.ts';
import { componentWith } from './normal/components.ts';
import type { ShownMessage } from './shown.ts';
import { shown } from './shown.ts';
import { typedOptions } from './typed-options.ts';
import type { DiscordWorld } from './world.ts';

export type Typed = Readonly<Record<string, string | number | boolean>>;

export interface InteractionHandle {
  readonly id: string;
  /** `failed` is “The application did not respond”. */
  readonly status: 'waiting' | 'thinking' | 'answered' | 'failed';
  /** What is shown once the bot has answered and is no longer thinking. Rejects where it did not answer within 3 s. */
  answer(deadlineMs?: number): Promise<ShownMessage>;
}

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** A person waits so long for a command that is not there yet. Real milliseconds. */
const patience = 5_000;

/** Commands that somebody is offered: a command with permissions is hidden from those without. */
export function offered(world: DiscordWorld, userId: string): StoredCommand[] {
  const has = world.directory.permissions(world.directory.member(userId));
  const isAdmin = (has & 8n) !== 0n;
  return world.commands.all().filter((command) => {
    const needs = commandJson(command).default_member_permissions;
    if (needs === null || isAdmin) return true;
    return BigInt(needs) !== 0n && (has & BigInt(needs)) === BigInt(needs);
  });
}

async function commandNamed(world: DiscordWorld, userId: string, name: string): Promise<StoredCommand> {
  const [first] = name.split(' ');
  return world.changes.until(
    () => offered(world, userId).find((one) => one.name === first),
    patience,
    () =>
      `nobody offers ${userId} a command /${name}; there are: ${
        offered(world, userId)
          .map((one) => one.name)
          .join(', ') || 'none'
      }`,
  );
}

export async function slash(
  world: DiscordWorld,
  userId: string,
  channelId: string,
  name: string,
  options: Typed,
): Promise<InteractionHandle> {
  world.mustSee(userId, channelId);
  const command = await commandNamed(world, userId, name);
  return handle(world, begin(world, 'command', command, userId, channelId, typedOptions(command, name, options)));
}

/** Types into an option; what the bot offers, at most 25. */
export async function autocomplete(
  world: DiscordWorld,
  [userId, channelId, name]: readonly [string, string, string],
  option: string,
  value: string,
  others: Typed,
): Promise<Choice[]> {
  world.mustSee(userId, channelId);
  const command = await commandNamed(world, userId, name);
  const data = typedOptions(command, name, { ...others, [option]: value }, option);
  const interaction = begin(world, 'autocomplete', command, userId, channelId, data);
  return world.changes.until(
    () => {
      if (world.interactions.isLate(interaction)) throw new Error('loading options failed: no answer within 3 s');
      return interaction.choices?.map((choice): Choice => {
        const chosen = choice['value'];
        return { name: textAt(choice, 'name') ?? '', value: typeof chosen === 'number' ? chosen : String(chosen) };
      });
    },
    patience,
    () => `nothing was offered for ${option} of /${name}`,
  );
}

/** Clicks a button, or with `values` picks from a select. */
export function click(
  world: DiscordWorld,
  userId: string,
  messageId: string,
  customId: string,
  values: readonly string[] = [],
): InteractionHandle {
  const message = world.messageSeenBy(userId, messageId);
  const component = componentWith(message.components, customId);
  if (component === undefined) throw new Error(`message ${messageId} has no button or select ${customId}`);
  if (component['disabled'] === true) throw new Error(`${customId} is disabled`);
  const options = objects(component['options']).map((one) => textAt(one, 'value'));
  for (const value of values) {
    if (component['type'] === 3 && !options.includes(value)) throw new Error(`${customId} does not offer ${value}`);
  }
  const data: Json = {
    component_type: component['type'],
    custom_id: customId,
    id: component['id'],
    ...(component['type'] === 2 ? {} : { values }),
  };
  const interaction = world.interactions.begin({
    applicationId: message.authorId,
    userId,
    channelId: message.channelId,
    kind: 'component',
    name: '',
    data,
    message,
  });
  return handle(world, interaction);
}

function begin(
  world: DiscordWorld,
  kind: 'command' | 'autocomplete',
  command: StoredCommand,
  userId: string,
  channelId: string,
  data: Json,
): StoredInteraction {
  return world.interactions.begin({
    applicationId: command.applicationId,
    userId,
    channelId,
    kind,
    name: command.name,
    data,
  });
}

function handle(world: DiscordWorld, interaction: StoredInteraction): InteractionHandle {
  const original = () => world.messageStore.find(interaction.originalId ?? '');
  const status = (): InteractionHandle['status'] => {
    if (world.interactions.isLate(interaction)) return 'failed';
    if (interaction.state === 'waiting') return 'waiting';
    const message = original();
    return message !== undefined && shown(world, message).thinking ? 'thinking' : 'answered';
  };
  const what = interaction.kind === 'command' ? `/${interaction.name}` : 'the click';
  return {
    id: interaction.id,
    get status() {
      return status();
    },
    answer: (deadlineMs = patience) =>
      world.changes.until(
        () => {
          const now = status();
          if (now === 'failed') throw new Error(`${what}: The application did not respond (no answer within 3 s)`);
          if (now !== 'answered') return undefined;
          const message = original();
          if (message === undefined) throw new Error(`${what}: the answer was deleted`);
          return shown(world, message);
        },
        deadlineMs,
        () => `${what} is not answered; it is ${status()}`,
      ),
  };
}
