/** What is asked, by whichever way it is answered. */
export interface Question {
  /** Its flag: `repository` is `--repository`. */
  readonly flag: string;
  readonly message: string;
  /** Taken where nothing else is said. */
  readonly fallback?: string;
  /** What is wrong with an answer, in words; it is asked again where somebody sits there. */
  readonly check?: (answer: string) => Promise<string | undefined> | string | undefined;
}

export interface SecretQuestion extends Omit<Question, 'flag' | 'fallback'> {
  /** Never a flag: arguments are seen by everybody on the machine. */
  readonly variable: string;
}

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  /** What it means, for somebody who is about to take it. */
  readonly hint?: string;
}

/** Who answers: a person at a terminal, or flags and variables. Rejects with Cancelled, or with what is missing. */
export interface Asker {
  say(text: string): void;
  text(question: Question): Promise<string>;
  secret(question: SecretQuestion): Promise<string>;
  choose<T extends string>(question: Question, options: readonly Option<T>[]): Promise<T>;
  /** A yes in so many words; without somebody there only the flag says it. */
  confirm(question: Omit<Question, 'check' | 'fallback'>): Promise<boolean>;
  /** Shows that something is waited for. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
}

/** Somebody pressed Ctrl-C or Esc. */
export class Cancelled extends Error {}
