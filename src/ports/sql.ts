import type { Classified } from '../core/migration-class.ts';

/** Reads SQL. Never rejects: what cannot be read is `unknown`, with why. */
export interface SqlReader {
  classify(text: string): Promise<Classified>;
}
