import type { StoredCommand } from './commands.ts';
import type { Json } from './json.ts';
import { objects, textAt } from './json.ts';

const subcommand = 1;
const subcommandGroup = 2;

/**
 * What Discord's input field would send. Throws where nobody could type it: an option that is not there, a missing
 * required one, a value that is not among the choices. While `focused` is typed the rest may be missing.
 */
export function typedOptions(
  command: StoredCommand,
  fullName: string,
  typed: Readonly<Record<string, string | number | boolean>>,
  focused?: string,
): Json {
  const [, ...path] = fullName.split(' ');
  return {
    id: command.id,
    name: command.name,
    type: 1,
    ...(command.guildId === undefined ? {} : { guild_id: command.guildId }),
    options: level(objects(command.definition['options']), path),
  };

  function level(options: readonly Json[], left: readonly string[]): Json[] {
    const [name, ...rest] = left;
    if (name !== undefined) {
      const found = options.find(
        (one) => one['name'] === name && (one['type'] === subcommand || one['type'] === subcommandGroup),
      );
      if (found === undefined) throw new Error(`/${fullName}: there is no ${name}`);
      return [{ name, type: found['type'], options: level(objects(found['options']), rest) }];
    }
    for (const option of options) {
      if (option['required'] === true && focused === undefined && typed[String(option['name'])] === undefined) {
        throw new Error(`/${fullName}: ${String(option['name'])} is required`);
      }
    }
    return Object.entries(typed).map(([key, value]) => {
      const option = options.find((one) => one['name'] === key);
      if (option === undefined) throw new Error(`/${fullName} has no option ${key}`);
      if (key === focused && option['autocomplete'] !== true) throw new Error(`/${fullName}: ${key} completes nothing`);
      if (key !== focused) check(option, value);
      return { name: key, type: option['type'], value, ...(key === focused ? { focused: true } : {}) };
    });
  }

  function check(option: Json, value: string | number | boolean): void {
    const name = String(option['name']);
    const refuse = (wanted: string): never => {
      throw new Error(`/${fullName}: ${name} is ${wanted}, not ${JSON.stringify(value)}`);
    };
    const type = option['type'];
    if (type === 3 && typeof value !== 'string') refuse('text');
    if (type === 4 && !Number.isInteger(value)) refuse('a whole number');
    if (type === 5 && typeof value !== 'boolean') refuse('true or false');
    if (type === 10 && typeof value !== 'number') refuse('a number');
    const choices = objects(option['choices']);
    if (choices.length > 0 && !choices.some((one) => one['value'] === value)) {
      refuse(`one of ${choices.map((one) => textAt(one, 'name')).join(', ')}`);
    }
    const size = typeof value === 'string' ? value.length : typeof value === 'number' ? value : 0;
    const [low, high] = typeof value === 'string' ? ['min_length', 'max_length'] : ['min_value', 'max_value'];
    const [least, most] = [option[low ?? ''], option[high ?? '']];
    if (typeof least === 'number' && size < least) refuse(`at least ${least}`);
    if (typeof most === 'number' && size > most) refuse(`at most ${most}`);
  }
}
