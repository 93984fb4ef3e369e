import type { Ledger } from '../ports/ledger.ts';
export type L = Ledger;
