import { SlashCommandBuilder } from '@discordjs/builders';
import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import { InteractionContextType } from 'discord-api-types/v10';
import type * as z from 'zod';
import type { Action } from '../../core/operation.ts';
import type { ConfigFile } from '../../ports/project.ts';
import type { Answer } from '../answer.ts';
import type { Asking, BotParts } from '../parts.ts';
import { projectNames } from '../places.ts';
import { Refused } from '../refused.ts';

/** Options as typed: name → value. */
export type Typed = Readonly<Record<string, unknown>>;

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** What is offered while somebody types. At most 25 are shown. */
export type Complete = (parts: BotParts, option: string, typed: string, others: Typed) => Promise<readonly Choice[]>;

interface Spec<S extends z.ZodType> {
  readonly name: string;
  /** One line in Discord's list, at most 100 characters. */
  readonly says: string;
  /** What core/may.ts is asked for before `run`. */
  readonly action: Action;
  readonly options: S;
  /** Adds the options that Discord offers. `project` is added by itself where there are several. */
  readonly build?: (builder: SlashCommandBuilder, config: ConfigFile) => void;
  readonly complete?: Complete;
  /** Throws Refused where the person is to be told why not. */
  readonly run: (asking: Asking, options: z.output<S>) => Promise<Answer>;
}

export interface Command {
  readonly name: string;
  readonly action: Action;
  readonly complete: Complete;
  data(config: ConfigFile): RESTPostAPIChatInputApplicationCommandsJSONBody;
  run(asking: Asking, typed: Typed): Promise<Answer>;
}

const mostChoices = 25;

/** A slash command is one file with one of these, and one line in index.ts. */
export function defineCommand<S extends z.ZodType>(spec: Spec<S>): Command {
  return {
    name: spec.name,
    action: spec.action,
    complete: async (parts, option, typed, others) => {
      if (option !== 'project') return (await spec.complete?.(parts, option, typed, others)) ?? [];
      const wanted = typed.trim().toLowerCase();
      return projectNames(parts.config)
        .filter((name) => name.includes(wanted))
        .map((name) => ({ name, value: name }));
    },
    data: (config) => {
      const builder = new SlashCommandBuilder().setName(spec.name).setDescription(spec.says);
      builder.setContexts(InteractionContextType.Guild);
      spec.build?.(builder, config);
      const names = projectNames(config);
      if (names.length > 1) {
        builder.addStringOption((option) => {
          option.setName('project').setDescription('Which app');
          // More choices than that Discord does not take, and what is no choice cannot be sent.
          return names.length > mostChoices
            ? option.setAutocomplete(true)
            : option.addChoices(names.map((name) => ({ name, value: name })));
        });
      }
      return builder.toJSON();
    },
    run: async (asking, typed) => {
      const parsed = spec.options.safeParse(typed);
      if (!parsed.success) {
        const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
        throw new Refused('request.malformed', problems.join('; '));
      }
      return spec.run(asking, parsed.data);
    },
  };
}
