/** A part of Greenroom that runs in this process. */
export interface Part {
  /** Stops at a safe place within the deadline; what was handed over, in words. */
  close(deadlineMs: number): Promise<readonly string[]>;
}
