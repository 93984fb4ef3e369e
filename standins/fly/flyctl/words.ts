/** What went wrong in flyctl's own words, and the exit code that goes with it. */
export class FlyctlError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Flags of a command: with a value, without, or as often as wanted (flyctl internal/command/deploy, internal/flag). */
export interface Flags {
  readonly values: readonly string[];
  readonly switches: readonly string[];
  readonly lists: readonly string[];
}

export interface Parsed {
  readonly plain: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  has(name: string): boolean;
}

const short: Readonly<Record<string, string>> = {
  a: 'app',
  c: 'config',
  e: 'env',
  i: 'image',
  y: 'yes',
  t: 'access-token',
};

/** Reads argv as cobra does: `--name value`, `--name=value`, `-a value`; anything unknown ends it with 1. */
export function parse(argv: readonly string[], flags: Flags): Parsed {
  const plain: string[] = [];
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const on = new Set<string>();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (!word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    const [raw = '', ...rest] = word.replace(/^--?/, '').split('=');
    const name = word.startsWith('--') ? raw : (short[raw] ?? raw);
    const given = word.includes('=') ? rest.join('=') : undefined;
    if (flags.switches.includes(name)) {
      if (given !== 'false') on.add(name);
      continue;
    }
    const takes = flags.values.includes(name) || flags.lists.includes(name);
    if (!takes) throw new FlyctlError(`unknown flag: --${name}`);
    const value = given ?? argv[(at += 1)];
    if (value === undefined) throw new FlyctlError(`flag needs an argument: --${name}`);
    if (flags.lists.includes(name)) lists.set(name, [...(lists.get(name) ?? []), value]);
    else values.set(name, value);
  }
  return { plain, values, lists, has: (name) => on.has(name) || values.has(name) };
}

/** `5m`, `300s`, `300` in milliseconds. */
export function durationMs(text: string): number {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new FlyctlError(`invalid argument "${text}": time: invalid duration`);
  return Number(match[1]) * ({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1_000);
}
