import type { Tier } from './environment.ts';
import type { Operation, TierOf } from './operation.ts';

const mintKey = Symbol('permit');

export interface PermitTerms<O extends Operation, T extends Tier> {
  readonly operation: O;
  readonly project: string;
  readonly environment: string;
  readonly tier: T;
  /** Sorted `service=digest` text of release.digestSet: what this permit is for, and nothing else. */
  readonly digests: string;
  /** Lease token that the gate saw. */
  readonly token: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Proof that the gate said yes to one operation, once, for a few seconds (DESIGN §6.2).
 * A TypeScript `private constructor` is nothing at run time, hence the module's own symbol; `#spent` refuses
 * copies made by spread or Object.create; toJSON throws, so that no job and no log can carry authority.
 * Both parameters are marked `in out`: with one left to be measured, the compiler falls back to comparing structures
 * and Permit<'switch', 'staging'> widens to Permit<'switch', Tier> (tests/types holds this).
 */
export class Permit<in out O extends Operation, in out T extends Tier> {
  readonly terms: PermitTerms<O, T>;
  #spent = false;

  constructor(key: symbol, terms: PermitTerms<O, T>) {
    if (key !== mintKey) throw new Error('permit.forged: only the gate makes permits');
    this.terms = Object.freeze({ ...terms });
    Object.freeze(this);
  }

  /** Uses it up. Throws, and does not act, unless everything still is as the gate saw it. */
  spend(against: Omit<PermitTerms<O, T>, 'expiresAt'> & { readonly now: number }): void {
    if (this.#spent) throw new Error('permit.spent: a permit serves one effect');
    this.#spent = true;
    const { terms } = this;
    if (against.now >= terms.expiresAt) throw new Error('permit.expired: ask the gate again');
    for (const name of ['operation', 'project', 'environment', 'tier', 'digests', 'token'] as const) {
      if (against[name] !== terms[name]) {
        throw new Error(
          `permit.mismatch: ${name} is ${String(against[name])}, the permit names ${String(terms[name])}`,
        );
      }
    }
  }

  toJSON(): never {
    throw new Error('permit.serialised: a permit cannot leave the process');
  }
}

export type Mint = <O extends Operation, T extends TierOf<O>>(terms: PermitTerms<O, T>) => Permit<O, T>;

let taken = false;

/** Hands the maker out once. guards/gate.ts takes it when it loads (lint: no other file may import this). */
export function takeMint(): Mint {
  if (taken) throw new Error('permit.mint-taken: a second gate in one process');
  taken = true;
  return (terms) => new Permit(mintKey, terms);
}
