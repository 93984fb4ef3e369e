import type { SlashCommandBuilder } from '@discordjs/builders';
import { plainText } from '../core/plain-text.ts';
import type { StageDescription } from '../core/stage-tool.ts';
import type { Choice, Complete, Typed } from './commands/define.ts';
import { offerPlaces, projectIn } from './commands/offers.ts';
import type { BotParts } from './parts.ts';
import { type Place, stagingNamed } from './places.ts';
import { Refused } from './refused.ts';

/** What staging's app said last of its stage; the worker asks it each minute and after each use. */
export async function stageAt(
  { views }: Pick<BotParts, 'views'>,
  { project, environment }: Pick<Place, 'project' | 'environment'>,
): Promise<StageDescription | undefined> {
  return (await views.environment(project, environment)).stage;
}

type Offer = (stage: StageDescription) => readonly Choice[];

const scenarios: Offer = (stage) =>
  stage.scenarios.map(({ name, says }) => ({ name: plainText(`${name}: ${says}`, 100), value: name }));
const days: Offer = (stage) => stage.days.map((day) => ({ name: `day ${String(day)}`, value: day }));
const draws: Offer = (stage) => stage.draws.map((name) => ({ name: plainText(name, 100), value: name }));
const users: Offer = (stage) =>
  (stage.users ?? []).map((name) => ({ name: plainText(name, 100), value: name })).filter(({ name }) => name !== '');
const offers = new Map<string, Offer>([
  ['scenario', scenarios],
  ['day', days],
  ['draw', draws],
  ['user', users],
]);

/** Environments, and whatever of the app's own the option asks for. Production is never among them. */
export const offerStage: Complete = async (parts, option, typed, others: Typed) => {
  const offer = offers.get(option);
  if (offer === undefined) return offerPlaces(['staging'])(parts, option, typed, others);
  const named = others['environment'];
  const place = stagingNamed(parts.config, projectIn(parts, others), typeof named === 'string' ? named : undefined);
  const stage = await stageAt(parts, place);
  const wanted = typed.trim().toLowerCase();
  return stage === undefined ? [] : offer(stage).filter(({ name }) => name.toLowerCase().includes(wanted));
};

export function addStagingOption(builder: SlashCommandBuilder): void {
  builder.addStringOption((option) =>
    option.setName('environment').setDescription('Where; never production').setAutocomplete(true),
  );
}

export function addScenarioOption(builder: SlashCommandBuilder, required: boolean): void {
  builder.addStringOption((option) =>
    option
      .setName('scenario')
      .setDescription('What the data is to be like; the app offers them')
      .setRequired(required)
      .setMaxLength(80)
      .setAutocomplete(true),
  );
}

export function addRngSeedOption(builder: SlashCommandBuilder): void {
  builder.addIntegerOption((option) =>
    option
      .setName('rng-seed')
      .setDescription('The number that an earlier answer printed: the same data again')
      .setMinValue(0)
      .setMaxValue(4_294_967_295),
  );
}

/** The one that was named, or the app's first. */
export async function scenarioFor(parts: BotParts, place: Place, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const first = (await stageAt(parts, place))?.scenarios[0]?.name;
  if (first !== undefined) return first;
  throw new Refused('request.malformed', 'scenario: the app has offered none yet, so say which one.');
}

/** For /plan and /why, which are about any of them. */
export function addToolOptions(builder: SlashCommandBuilder): void {
  builder
    .addStringOption((option) =>
      option
        .setName('scenario')
        .setDescription('For seed and reset; the app’s first if left out')
        .setMaxLength(80)
        .setAutocomplete(true),
    )
    .addIntegerOption((option) =>
      option.setName('day').setDescription('For unlock-day').setMinValue(0).setMaxValue(1000).setAutocomplete(true),
    )
    .addStringOption((option) =>
      option
        .setName('user')
        .setDescription('For complete and simulate: a Discord id or a name')
        .setMaxLength(80)
        .setAutocomplete(true),
    );
}
