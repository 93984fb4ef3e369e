import type { REST } from 'discord.js';
import { ApplicationCommandOptionType, Routes } from 'discord-api-types/v10';
import * as z from 'zod';
import type { ConfigFile } from '../ports/project.ts';
import { commands } from './commands/index.ts';

/** Discord gives back more than it was sent (ids, versions, nulls) and leaves out what is default. */
const choice = z.object({ name: z.string(), value: z.union([z.string(), z.number()]) });
const option = z.object({
  type: z.enum(ApplicationCommandOptionType),
  name: z.string(),
  description: z.string(),
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  choices: z
    .array(choice)
    .nullish()
    .transform((list) => list ?? []),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
});
/**
 * `contexts` is sent but not compared: Discord's documentation has it for global commands only, and says nothing
 * about what a guild command gives back.
 */
const registered = z.array(
  z.object({
    name: z.string(),
    description: z.string(),
    default_member_permissions: z
      .string()
      .nullish()
      .transform((value) => value ?? null),
    options: z
      .array(option)
      .nullish()
      .transform((list) => list ?? []),
  }),
);

/**
 * Registers the commands in the server where they differ. Only then, since creating is limited to 200 a day (30034),
 * and in the server alone, since a global copy beside it would show each of them twice. Everybody sees them: who may
 * is checked in code, on every use.
 */
export async function registerCommands(
  rest: REST,
  application: string,
  config: ConfigFile,
): Promise<'same' | 'written'> {
  const wanted = commands.map((command) => command.data(config));
  const route = Routes.applicationGuildCommands(application, config.discord.guild);
  if (compareCommands(await rest.get(route), config).different.length === 0) return 'same';
  await rest.put(route, { body: wanted });
  return 'written';
}

/** Names of commands that are missing in what Discord gave back, are different there, or are none of ours. */
export function compareCommands(
  answer: unknown,
  config: ConfigFile,
): { readonly registered: number; readonly different: readonly string[] } {
  const ours = registered.parse(commands.map((command) => command.data(config)));
  const found = registered.safeParse(answer);
  const theirs = found.success ? found.data : [];
  const names = new Set([...ours, ...theirs].map(({ name }) => name));
  const as = (list: typeof ours, wanted: string): string => JSON.stringify(list.filter(({ name }) => name === wanted));
  return {
    registered: theirs.length,
    different: [...names].filter((name) => as(ours, name) !== as(theirs, name)),
  };
}
