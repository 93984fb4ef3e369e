/** Time, given from outside so that tests can hold it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `milliseconds`, or at once when the signal aborts (it does not reject). */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
