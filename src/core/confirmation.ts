/** Milliseconds in which somebody can read what was shown, and press. */
export const mostConfirmMs = 600_000;

/**
 * A button under an answer: it carries out what that answer shows, and nothing else. It is for who asked, and for a while.
 * It carries no authority; the worker looks whether what was shown is still so.
 */
export type Confirmation = {
  /** What it says on the button. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
} & (
  | { readonly verb: 'reset'; readonly planHash: string; readonly scenario: string; readonly rngSeed?: number }
  | {
      readonly verb: 'clean-up';
      /** Print of the list. */
      readonly shown: string;
    }
);
export type ConfirmVerb = Confirmation['verb'];
