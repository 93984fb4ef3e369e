import type { Problem } from './problem.ts';

/** Remembers where a value was used first, and reports a second use with both places. */
export class Unique {
  readonly #seen = new Map<string, string>();
  readonly #problems: Problem[];
  readonly #remedy: string;

  constructor(problems: Problem[], remedy: string) {
    this.#problems = problems;
    this.#remedy = remedy;
  }

  /** `label` stands for a value that must not be printed. */
  use(value: string, path: string, label = value): void {
    const first = this.#seen.get(value);
    if (first === undefined) this.#seen.set(value, path);
    else this.#problems.push({ path, found: `${label} is used at ${first} too`, remedy: this.#remedy });
  }
}
