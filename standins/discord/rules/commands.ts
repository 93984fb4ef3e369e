import type { Json } from '../json.ts';
import { isJson, numberAt, objects, textAt } from '../json.ts';
import type { FormProblem } from '../refusal.ts';

type At = readonly (string | number)[];

const chatInput = 1;
const subcommands: readonly unknown[] = [1, 2];
const mostCharacters = 8000;
/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming */
const validName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

export function commandsProblems(list: unknown): FormProblem[] {
  const commands = objects(list);
  const problems = commands.flatMap((command, index) => commandProblems(command, [index]));
  const seen = new Set<string>();
  for (const [index, command] of commands.entries()) {
    const key = `${numberAt(command, 'type') ?? chatInput} ${textAt(command, 'name') ?? ''}`;
    const message = 'Application command names must be unique';
    if (seen.has(key)) problems.push({ path: [index, 'name'], code: 'APPLICATION_COMMANDS_DUPLICATE_NAME', message });
    seen.add(key);
  }
  return problems;
}

export function commandProblems(command: Json, at: At): FormProblem[] {
  if ((command['type'] ?? chatInput) !== chatInput) return [];
  const problems = [...named(command, at), ...optionsProblems(objects(command['options']), [...at, 'options'])];
  if (sizeOf(command) > mostCharacters) {
    problems.push({
      path: at,
      code: 'APPLICATION_COMMAND_TOO_LARGE',
      message: `Command exceeds maximum size (${mostCharacters})`,
    });
  }
  return problems;
}

function named(holder: Json, at: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const name = textAt(holder, 'name') ?? '';
  if (!validName.test(name) || name !== name.toLowerCase()) {
    problems.push({
      path: [...at, 'name'],
      code: 'APPLICATION_COMMAND_INVALID_NAME',
      message: 'Command name is invalid',
    });
  }
  if ((textAt(holder, 'description') ?? '') === '') {
    problems.push({ path: [...at, 'description'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' });
  }
  return problems;
}

function optionsProblems(options: readonly Json[], at: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const names = new Set<string>();
  let optional = false;
  for (const [index, option] of options.entries()) {
    const here = [...at, index];
    const add = (code: string, message: string): void => void problems.push({ path: here, code, message });
    problems.push(...named(option, here), ...optionsProblems(objects(option['options']), [...here, 'options']));
    if (option['required'] === true && optional) {
      add(
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optional ||= option['required'] !== true;
    const choices = objects(option['choices']);
    if (option['autocomplete'] === true && choices.length > 0) {
      add('APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES', 'autocomplete cannot be true if choices are present');
    }
    if (new Set(choices.map((choice) => textAt(choice, 'name'))).size < choices.length) {
      add('APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS', 'Option choice name already exists');
    }
    const name = textAt(option, 'name') ?? '';
    if (names.has(name)) add('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    names.add(name);
  }
  const groups = options.filter((option) => subcommands.includes(option['type'])).length;
  if (groups > 0 && groups < options.length) {
    const message = 'Sub-command and sub-command group option types are mutually exclusive to all other types';
    problems.push({ path: at, code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message });
  }
  return problems;
}

/** Names, descriptions and choices' values, of everything in it. */
function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 0);
  if (!isJson(value)) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => {
    const counts = typeof inner === 'string' && ['name', 'description', 'value'].includes(key);
    return sum + (counts ? inner.length : sizeOf(inner));
  }, 0);
}
