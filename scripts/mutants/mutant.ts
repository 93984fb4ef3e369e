/** One way of breaking the product, and the story that has to notice. */
export interface Mutant {
  /** Requirements whose feature is broken by it. */
  readonly ids: readonly string[];
  /** What is broken, in plain words. */
  readonly broken: string;
  /** Each `find` must stand in its file exactly once. */
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
  /** A test file below tests/, and a part of the name of the one story that has to go red, on each ledger that it is told on; in types/ it is the compiler that does. */
  readonly story: { readonly file: string; readonly name: string };
  /** What the red story has to say, so that it is red for this reason and not for another. */
  readonly says: RegExp;
}
