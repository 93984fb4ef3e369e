/** What every long act gets: where its output goes, when it must stop, and the last check before an effect. */
export interface ActIo {
  /** Raw output as it comes; the ledger side strips control codes and scrubs secrets. Never throws. */
  readonly output: (chunk: string) => void;
  /** Aborts on deadline, cancel, lost lease and shutdown; the act kills its process group and settles. */
  readonly signal: AbortSignal;
  /** Throws `lease.lost` unless the lease token is still current. Called right before each outside effect. */
  readonly fence: () => Promise<void>;
}
