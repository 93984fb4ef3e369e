/**
 * What the API does instead of answering. `stores-then-hangs` does what was asked and never says so; `hang` takes the
 * request and does nothing; `drop` hangs up.
 */
export const faultKinds = [
  'rate-limited',
  'server-error',
  'html',
  'hang',
  'stores-then-hangs',
  'drop',
  'unauthorized',
] as const;

export interface Fault {
  /** `METHOD /path` without `/api/v10`; `*` is one part of the path, or any method. All requests unless told. */
  readonly on?: string;
  readonly kind: (typeof faultKinds)[number];
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** Seconds, for `rate-limited`; 1 unless told. */
  readonly retryAfter?: number;
}

/** Faults by script: armed ones are used up in the order in which they were armed. */
export class Faults {
  readonly #armed: { readonly fault: Fault; readonly pattern: RegExp; left: number }[] = [];

  arm(fault: Fault): void {
    this.#armed.push({ fault, pattern: patternOf(fault.on), left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  take(request: string): Fault | undefined {
    const armed = this.#armed.find(({ left, pattern }) => left > 0 && pattern.test(request));
    if (armed === undefined) return undefined;
    armed.left -= 1;
    return armed.fault;
  }
}

function patternOf(on: string | undefined): RegExp {
  if (on === undefined) return /./;
  const escaped = on.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/ ]+');
  return new RegExp(`^${escaped}$`);
}
