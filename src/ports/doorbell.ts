/**
 * Wakes who waits in this process for something outside, so that nobody has to wait for the next look. It may be rung for
 * nothing, or not at all (another process was told): who waits looks anyway.
 */
export interface Doorbell {
  ring(about: string): void;
  /** Resolves when it is rung, or when the signal aborts. */
  rung(about: string, signal: AbortSignal): Promise<void>;
}

/** A run of a workflow, as it is rung for. */
export const aboutRun = (project: string, run: number): string => `${project}/run/${run}`;
