import { parse } from 'smol-toml';
import { FlyctlError } from './words.ts';

interface Table {
  readonly [name: string]: unknown;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * One table of a fly.toml, and what is wrong in it named. By hand: a flyctl reads one small file and is over, and zod
 * alone took 35 of its 120 ms.
 */
export class Section {
  readonly its: Table;
  readonly #at: string;

  constructor(its: Table, at = '') {
    this.its = its;
    this.#at = at;
  }

  text(name: string): string | undefined {
    const value = this.its[name];
    return value === undefined || typeof value === 'string' ? value : this.#refuse(name, 'a text');
  }

  number(name: string): number | undefined {
    const value = this.its[name];
    return value === undefined || typeof value === 'number' ? value : this.#refuse(name, 'a number');
  }

  flag(name: string): boolean | undefined {
    const value = this.its[name];
    return value === undefined || typeof value === 'boolean' ? value : this.#refuse(name, 'true or false');
  }

  section(name: string): Section | undefined {
    const value = this.its[name];
    if (value === undefined) return undefined;
    return isTable(value) ? new Section(value, `${this.#at}${name}.`) : this.#refuse(name, 'a table');
  }

  /** Empty where there are none; `has` tells it from a list without anything in it. */
  sections(name: string): Section[] {
    const value = this.its[name] ?? [];
    if (!Array.isArray(value)) return this.#refuse(name, 'a list of tables');
    return value.map((one: unknown, at) =>
      isTable(one) ? new Section(one, `${this.#at}${name}[${at}].`) : this.#refuse(name, 'a list of tables'),
    );
  }

  has(name: string): boolean {
    return this.its[name] !== undefined;
  }

  need<T>(name: string, value: T | undefined): T {
    return value ?? this.#refuse(name, 'there');
  }

  #refuse(name: string, wanted: string): never {
    throw new FlyctlError(`${this.#at}${name} has to be ${wanted}`);
  }
}

export const readSection = (text: string): Section => new Section(parse(text));
