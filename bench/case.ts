/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly value: string;
  /** What was wanted, and whether it was met; a measurement without a bar is for the record. */
  readonly bar?: { readonly wanted: string; readonly met: boolean };
}

/** One measurement: one file in cases/, one line in its index. */
export interface Case {
  readonly name: string;
  /** Sets its world up, measures, and leaves nothing behind. */
  run(say: (progress: string) => void): Promise<readonly Row[]>;
}
