/** Something in an environment that nothing needs any more. */
export interface Leftover {
  /** The target's own name of it; the same thing is never called otherwise. */
  readonly id: string;
  /** For people, without its age: `machine 48e2 of advent-api-staging: suite integration, stopped`. */
  readonly what: string;
  /** Epoch milliseconds from which on it has been there, where that is known. */
  readonly since?: number;
}
