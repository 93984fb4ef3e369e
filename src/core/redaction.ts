import type { TextFilter } from './control-codes.ts';
import { formsOf, shortestSecret } from './secret-forms.ts';
import { tokenBegun, tokenOpeners, tokenPattern } from './token-shapes.ts';

const mark = '[secret]';

interface Compiled {
  readonly secrets: readonly string[];
  readonly known: RegExp | undefined;
  /** What a match can begin with, by first character: the forms themselves and the openers of token shapes. */
  readonly beginnings: ReadonlyMap<string, readonly string[]>;
  readonly longest: number;
}

/**
 * What was compiled last. Each program's output and each finding has a scrubber of its own, and all of a process ask for
 * the same secrets; compiling them anew each time took a thirtieth of all that a process of Greenroom computes. The expression
 * may be shared although it keeps a place: whoever uses it sets that first and is done before anybody else runs.
 */
let latest: Compiled | undefined;

function compile(secrets: readonly string[]): Compiled {
  if (latest === undefined || !isOf(latest, secrets)) latest = compileAnew(secrets);
  return latest;
}

function isOf(compiled: Compiled, secrets: readonly string[]): boolean {
  return (
    secrets.length === compiled.secrets.length && secrets.every((secret, index) => secret === compiled.secrets[index])
  );
}

function compileAnew(secrets: readonly string[]): Compiled {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const beginnings = new Map<string, string[]>();
  for (const text of [...forms, ...tokenOpeners]) {
    const list = beginnings.get(text.charAt(0));
    if (list) list.push(text);
    else beginnings.set(text.charAt(0), [text]);
  }
  const escaped = forms.map((form) => form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return {
    secrets: [...secrets],
    // Longest first, so that an alternative never hides a longer one at the same place.
    known: forms.length > 0 ? new RegExp(escaped.join('|'), 'g') : undefined,
    beginnings,
    longest: Math.max(forms[0]?.length ?? 0, 16),
  };
}

/** Everything from here on has to wait for more text, since a match may have begun here that the end cuts. */
function mayBegin(text: string, { beginnings, longest }: Compiled): number {
  let hold = tokenBegun(text);
  for (let at = Math.max(0, text.length - longest + 1); at < hold; at += 1) {
    const candidates = beginnings.get(text.charAt(at));
    if (!candidates) continue;
    const rest = text.slice(at);
    if (candidates.some((candidate) => candidate.length > rest.length && candidate.startsWith(rest))) hold = at;
  }
  // Never half of a surrogate pair: whoever encodes the pieces would make two broken characters of it.
  const before = text.charCodeAt(hold - 1);
  return before >= 0xd800 && before <= 0xdbff ? hold - 1 : hold;
}

type Place = readonly [start: number, end: number];

/** Tokens of known shape that begin before `hold`, and the hold, put back where it would tear one's opener off. */
function tokenPlaces(text: string, hold: number): { readonly tokens: readonly Place[]; readonly hold: number } {
  const tokens: Place[] = [];
  const pattern = tokenPattern();
  for (let match = pattern.exec(text); match && match.index < hold; match = pattern.exec(text)) {
    const hidden = match.indices?.groups?.['hide'];
    if (hidden && hidden[0] >= hold) return { tokens, hold: match.index };
    if (hidden) tokens.push(hidden);
    pattern.lastIndex = match.index + 1;
  }
  return { tokens, hold };
}

/** Every place to cut out that begins before `hold`, overlapping ones too, in order of their start. */
function* places(text: string, tokens: readonly Place[], hold: number, known: RegExp | undefined): Generator<Place> {
  let next = 0;
  if (known) {
    known.lastIndex = 0;
    for (let match = known.exec(text); match && match.index < hold; match = known.exec(text)) {
      for (let token = tokens[next]; token && token[0] <= match.index; token = tokens[next]) {
        yield token;
        next += 1;
      }
      yield [match.index, match.index + match[0].length];
      known.lastIndex = match.index + 1;
    }
  }
  yield* tokens.slice(next);
}

/**
 * Replaces secret values by `[secret]` in text that comes in pieces, wherever it was cut: what might be the beginning
 * of a secret is held back until the next piece decides, so the result is the same for every way to cut.
 *
 * Each value of at least eight characters is known in the spellings of secret-forms.ts; tokens of known shape
 * are found without being told. Overlapping matches are cut out together, so that no end of one survives the other.
 * `secrets` is asked again at each piece: secrets are resolved lazily, and one may be learned while output runs.
 */
export function createScrubber(secrets: () => readonly string[]): TextFilter {
  let compiled = compile([]);
  let held = '';
  /** How much of the held text's beginning is already part of a `[secret]` that was given out. */
  let covered = 0;

  function current(): Compiled {
    const values = secrets().filter((value) => value.length >= shortestSecret);
    if (!isOf(compiled, values)) compiled = compile(values);
    return compiled;
  }

  function pass(text: string, last: boolean): string {
    const rules = current();
    const { tokens, hold } = tokenPlaces(text, last ? text.length : mayBegin(text, rules));
    let out = '';
    let done = covered;
    for (const [start, end] of places(text, tokens, hold, rules.known)) {
      if (start >= done) out += text.slice(done, start) + mark;
      done = Math.max(done, end);
    }
    out += text.slice(done, Math.max(done, hold));
    covered = last ? 0 : Math.max(0, done - hold);
    held = last ? '' : text.slice(hold);
    return out;
  }

  return {
    write: (chunk) => pass(held + chunk, false),
    end: () => pass(held, true),
  };
}

/** The same for a text that is whole. Who scrubs often keeps a scrubber: it remembers the spellings. */
export function scrub(text: string, secrets: readonly string[]): string {
  const scrubber = createScrubber(() => secrets);
  return scrubber.write(text) + scrubber.end();
}
