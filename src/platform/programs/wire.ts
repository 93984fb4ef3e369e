import type { Call, Exit } from './program.ts';

/** What the process that starts programs is told; `id` is the program's. Over a channel that nobody else holds. */
export type Order = { readonly id: number } & (
  | { readonly start: Call }
  /** Whoever asked knows its process, and would find it again. */
  | { readonly known: true }
  | { readonly drop: true }
);

/** What it tells. Bytes arrive as plain arrays of bytes. */
export type Told = { readonly id: number } & (
  | { readonly pid: number }
  | { readonly why: string }
  | { readonly stdout: Uint8Array }
  | { readonly stderr: Uint8Array }
  | { readonly exit: Exit }
  | { readonly closed: true }
);
