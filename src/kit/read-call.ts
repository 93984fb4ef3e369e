import { KitRefusal } from './refusals.ts';
import type { Call, ToolInput, ToolName } from './tools.ts';

/**
 * Inputs are read by hand, since the kit has no packages. Whatever is missing, odd or too much is refused by name.
 */
type Fields = Readonly<Record<string, unknown>>;
type Check<T> = (value: unknown, path: string) => T;

function refuse(path: string, value: unknown, wanted: string): never {
  throw new KitRefusal(
    'stage.malformed',
    `${path}: found ${JSON.stringify(value)?.slice(0, 80) ?? 'nothing'}, wanted ${wanted}.`,
  );
}

export function fieldsOf(value: unknown, path: string, names: readonly string[]): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) refuse(path, value, 'an object');
  const fields: Fields = { ...value };
  for (const name of Object.keys(fields))
    if (!names.includes(name)) refuse(`${path}.${name}`, fields[name], 'no such field');
  return fields;
}

export const textOf =
  (longest: number, pattern = /^[^\p{Cc}]+$/u): Check<string> =>
  (value, path) =>
    typeof value === 'string' && value.length <= longest && pattern.test(value)
      ? value
      : refuse(path, value, `text of 1 to ${String(longest)} characters`);

const whole =
  (least: number, most: number): Check<number> =>
  (value, path) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : refuse(path, value, `a whole number from ${String(least)} to ${String(most)}`);

const name = textOf(80);
const rngSeed = whole(0, 2 ** 32 - 1);
const day = whole(0, 1000);
const flag: Check<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, value, 'true or false');
const mode: Check<'normal' | 'veteran'> = (value, path) =>
  value === 'normal' || value === 'veteran' ? value : refuse(path, value, 'normal or veteran');
const days: Check<readonly number[]> = (value, path) =>
  Array.isArray(value) && value.length <= 1000
    ? value.map((one) => day(one, path))
    : refuse(path, value, 'a list of days');

/** A field that may be left out stays out. */
function maybe<N extends string, T>(fields: Fields, field: N, path: string, check: Check<T>): { [K in N]?: T } {
  const found: { [K in N]?: T } = {};
  if (fields[field] !== undefined) found[field] = check(fields[field], `${path}.${field}`);
  return found;
}

function nothing(input: unknown, path: string): Record<string, never> {
  fieldsOf(input, path, []);
  return {};
}

const readers: { readonly [T in ToolName]: (input: unknown) => ToolInput<T> } = {
  seed: (input) => {
    const f = fieldsOf(input, 'seed', ['scenario', 'rngSeed']);
    return { scenario: name(f['scenario'], 'seed.scenario'), ...maybe(f, 'rngSeed', 'seed', rngSeed) };
  },
  'reset-plan': (input) => nothing(input, 'reset-plan'),
  reset: (input) => {
    const f = fieldsOf(input, 'reset', ['planHash', 'scenario', 'rngSeed']);
    return {
      planHash: textOf(64, /^[0-9a-f]{64}$/)(f['planHash'], 'reset.planHash'),
      scenario: name(f['scenario'], 'reset.scenario'),
      ...maybe(f, 'rngSeed', 'reset', rngSeed),
    };
  },
  'undo-reset': (input) => nothing(input, 'undo-reset'),
  'unlock-day': (input) => {
    const f = fieldsOf(input, 'unlock-day', ['day', 'lock']);
    return { day: day(f['day'], 'unlock-day.day'), ...maybe(f, 'lock', 'unlock-day', flag) };
  },
  complete: (input) => {
    const f = fieldsOf(input, 'complete', ['user', 'mode', 'days']);
    return {
      user: name(f['user'], 'complete.user'),
      mode: mode(f['mode'], 'complete.mode'),
      ...maybe(f, 'days', 'complete', days),
    };
  },
  clock: (input) => {
    const f = fieldsOf(input, 'clock', ['at', 'by', 'clear']);
    if (Object.keys(f).length !== 1) refuse('clock', f, 'exactly one of at, by, clear');
    if (f['clear'] === true) return { clear: true };
    if (f['by'] !== undefined) return { by: whole(-1e11, 1e11)(f['by'], 'clock.by') };
    const at = textOf(40)(f['at'], 'clock.at');
    return Number.isNaN(Date.parse(at)) ? refuse('clock.at', at, 'a moment in ISO 8601') : { at };
  },
  simulate: (input) => {
    const f = fieldsOf(input, 'simulate', ['user', 'synthetic', 'draw']);
    return {
      ...maybe(f, 'user', 'simulate', name),
      ...maybe(f, 'synthetic', 'simulate', whole(1, 1_000_000)),
      ...maybe(f, 'draw', 'simulate', name),
    };
  },
  draw: (input) => {
    const f = fieldsOf(input, 'draw', ['draw', 'entrants']);
    return { ...maybe(f, 'draw', 'draw', name), ...maybe(f, 'entrants', 'draw', whole(1, 1_000_000)) };
  },
};

export function readInput<T extends ToolName>(tool: T, input: unknown): ToolInput<T> {
  return readers[tool](input);
}

export const readId: Check<string> = textOf(64, /^[0-9A-Za-z-]{8,64}$/);

/** The envelope of a tool's call. Throws `stage.malformed` with the place and what was wanted. */
export function readCall<T extends ToolName>(tool: T, body: unknown): Call<T> {
  const f = fieldsOf(body, 'body', ['id', 'at', 'by', 'fence', 'input']);
  const by = fieldsOf(f['by'], 'body.by', ['discordId', 'name']);
  return {
    id: readId(f['id'], 'body.id'),
    by: { ...maybe(by, 'discordId', 'body.by', name), name: name(by['name'], 'body.by.name') },
    fence: whole(0, Number.MAX_SAFE_INTEGER)(f['fence'], 'body.fence'),
    input: readInput(tool, f['input']),
  };
}
