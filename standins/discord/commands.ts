import type { Json } from './json.ts';
import { isJson, objects, textAt } from './json.ts';
import { present } from './normal/embeds.ts';
import type { Snowflakes } from './snowflake.ts';

export interface StoredCommand {
  readonly id: string;
  readonly applicationId: string;
  /** Undefined is global. */
  readonly guildId: string | undefined;
  readonly version: string;
  readonly name: string;
  readonly definition: Json;
}

/** Slash commands, by application and scope. */
export class CommandBook {
  readonly #ids: Snowflakes;
  #commands: StoredCommand[] = [];

  constructor(ids: Snowflakes) {
    this.#ids = ids;
  }

  in(applicationId: string, guildId: string | undefined): StoredCommand[] {
    return this.#commands.filter((one) => one.applicationId === applicationId && one.guildId === guildId);
  }

  all(): readonly StoredCommand[] {
    return this.#commands;
  }

  /** Replaces all of the scope. A command whose name was there keeps its id. */
  replace(applicationId: string, guildId: string | undefined, definitions: readonly Json[]): StoredCommand[] {
    const before = this.in(applicationId, guildId);
    const now = definitions.map((definition): StoredCommand => {
      const name = textAt(definition, 'name') ?? '';
      const version = this.#ids.next();
      return {
        id: before.find((one) => one.name === name)?.id ?? version,
        applicationId,
        guildId,
        version,
        name,
        definition,
      };
    });
    this.#commands = [...this.#commands.filter((one) => !before.includes(one)), ...now];
    return now;
  }

  /** One more, or another one in place of the one with its name. */
  put(applicationId: string, guildId: string | undefined, definition: Json): StoredCommand {
    const name = textAt(definition, 'name');
    const others = this.in(applicationId, guildId).filter((one) => one.name !== name);
    const [made] = this.replace(applicationId, guildId, [definition, ...others.map((one) => one.definition)]);
    if (made === undefined) throw new Error('a command was not stored');
    return made;
  }

  remove(command: StoredCommand): void {
    this.#commands = this.#commands.filter((one) => one !== command);
  }
}

/** As Discord gives a command back: more than it was sent, and what is default left out. */
export function commandJson(command: StoredCommand) {
  const { definition } = command;
  const needs = definition['default_member_permissions'];
  const type = definition['type'] ?? 1;
  return {
    id: command.id,
    application_id: command.applicationId,
    version: command.version,
    default_member_permissions: typeof needs === 'string' || typeof needs === 'number' ? String(needs) : null,
    type,
    name: command.name,
    name_localizations: definition['name_localizations'] ?? null,
    description: textAt(definition, 'description') ?? '',
    description_localizations: definition['description_localizations'] ?? null,
    nsfw: definition['nsfw'] === true,
    ...(command.guildId === undefined
      ? {
          contexts: definition['contexts'] ?? null,
          integration_types: definition['integration_types'] ?? [0],
          dm_permission: definition['dm_permission'] !== false,
        }
      : { guild_id: command.guildId, contexts: null, integration_types: [0] }),
    ...(objects(definition['options']).length === 0 ? {} : { options: objects(definition['options']).map(optionJson) }),
  };
}

function optionJson(option: Json): Json {
  const { required, autocomplete, options, choices, ...rest } = option;
  return {
    ...present(rest),
    ...(required === true ? { required } : {}),
    ...(autocomplete === true ? { autocomplete } : {}),
    ...(Array.isArray(choices) && choices.length > 0 ? { choices: choices.filter(isJson).map(present) } : {}),
    ...(Array.isArray(options) && options.length > 0 ? { options: options.filter(isJson).map(optionJson) } : {}),
  };
}
