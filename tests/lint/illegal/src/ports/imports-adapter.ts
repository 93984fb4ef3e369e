import type { X } from '../adapters/local/target.ts';
export type Y = X;
