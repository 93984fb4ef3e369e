import type { Problem } from './problem.ts';

const everywhere = new Set(['0.0.0.0', '::', '']);

/** Whether who listens at one of them is in the way of who listens at the other. */
export function sameHost(one: string, other: string): boolean {
  const [a, b] = [one, other].map((host) => (host === 'localhost' ? '127.0.0.1' : host));
  return a === b || [one, other].some((host) => everywhere.has(host));
}

/** Remembers who listens where, and reports a second one there with both places. */
export class Listening {
  readonly #taken: { readonly host: string; readonly port: number; readonly path: string }[] = [];
  readonly #problems: Problem[];

  constructor(problems: Problem[]) {
    this.#problems = problems;
  }

  take(host: string, port: number, path: string): void {
    const first = this.#taken.find((one) => one.port === port && sameHost(one.host, host));
    if (first === undefined) this.#taken.push({ host, port, path });
    else
      this.#problems.push({
        path,
        found: `${host}:${port} is used at ${first.path} too${first.host === host ? '' : ` (${first.host})`}`,
        remedy: 'Choose another port for one of them.',
      });
  }
}
