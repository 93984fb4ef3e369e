import type { Finding } from '../core/finding.ts';

/** The doctor as a worker has it: what its role may see. */
export interface Doctor {
  /** At most five seconds, whatever hangs. Worst first. */
  examine(): Promise<readonly Finding[]>;
}
