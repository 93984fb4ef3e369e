/** What the API does instead of answering. `stores-then-hangs` does what was asked, and never says so. */
export const apiFaultKinds = [
  'rate-limited',
  'primary-limit',
  'secondary-limit',
  'forbidden',
  'server-error',
  'html',
  'garbage',
  'hang',
  'stores-then-hangs',
  'drop',
] as const;
export const gitFaultKinds = ['unauthorized', 'server-error', 'hang', 'drop'] as const;

export interface ApiFault {
  readonly kind: (typeof apiFaultKinds)[number];
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** Only requests whose `METHOD /path` begins so. */
  readonly on?: string;
  /** Seconds, for the limits. */
  readonly retryAfter?: number;
}

export interface GitFault {
  readonly kind: (typeof gitFaultKinds)[number];
  readonly times?: number;
  /** `fetch` is also clone. Both unless told. */
  readonly on?: 'fetch' | 'push';
}

interface Armed<F> {
  readonly fault: F;
  left: number;
}

/** Faults by script: armed ones are used up in the order in which they were armed. */
export class Faults {
  readonly #api: Armed<ApiFault>[] = [];
  readonly #git: Armed<GitFault>[] = [];

  armApi(fault: ApiFault): void {
    this.#api.push({ fault, left: fault.times ?? 1 });
  }

  armGit(fault: GitFault): void {
    this.#git.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#api.length = 0;
    this.#git.length = 0;
  }

  takeApi(request: string): ApiFault | undefined {
    return take(this.#api, (fault) => fault.on === undefined || request.startsWith(fault.on));
  }

  takeGit(act: 'fetch' | 'push'): GitFault | undefined {
    return take(this.#git, (fault) => fault.on === undefined || fault.on === act);
  }
}

function take<F>(list: Armed<F>[], fits: (fault: F) => boolean): F | undefined {
  const armed = list.find((candidate) => candidate.left > 0 && fits(candidate.fault));
  if (armed === undefined) return undefined;
  armed.left -= 1;
  return armed.fault;
}
