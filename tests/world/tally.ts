import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file in which the whole run counts what may never happen. */
    readonly tally: string;
  }
}

/** What a stand-in for Discord, or a database of production's, has come to when it is closed. */
export type Counted =
  | { readonly of: 'discord'; readonly calls: number; readonly astray: readonly string[] }
  | { readonly of: 'production'; readonly writes: readonly string[]; readonly told: number };

export type Line = { readonly opened: Counted['of'] } | Counted;

/** A count that goes on over all processes of a run: a line for each thing that is opened, and one when it is closed. */
export interface Tally {
  opened(of: Counted['of']): void;
  closed(counted: Counted): void;
}

export function tallyIn(file: string): Tally {
  // Short lines that are appended: processes that do so at once do not mix them.
  const add = (line: Line): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return { opened: (of) => add({ opened: of }), closed: add };
}

const nobodyCounts: Tally = { opened: () => undefined, closed: () => undefined };

/** The run's. What is measured (`npm run bench`) uses the same theatre, and is no run of the tests. */
export function runsTally(): Tally {
  return process.env['VITEST'] === undefined ? nobodyCounts : tallyIn(inject('tally'));
}
