const never = new Promise<never>(() => undefined);

/**
 * The life of a process without the process: everything it asks of the world goes through `mortal`, and where it is
 * dead nothing comes back any more, whether what it asked was done or not. So it can be killed between any two acts.
 */
export class Life {
  #left = Number.POSITIVE_INFINITY;
  #end: () => void = () => undefined;
  readonly ended = new Promise<void>((resolve) => (this.#end = resolve));

  get dead(): boolean {
    return this.#left <= 0;
  }

  /** Dies in so many half acts: an even number is before the act, an odd one after it and before its answer. */
  endsIn(halfActs: number): void {
    this.#left = Math.max(1, halfActs);
  }

  mortal<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name, receiver) => {
        const found: unknown = Reflect.get(target, name, receiver);
        if (typeof found === 'object' && found !== null && typeof name === 'string' && /^[a-z]/.test(name))
          return name === 'environment' ? found : this.mortal(found);
        if (typeof found !== 'function') return found;
        return (...given: unknown[]): unknown => {
          if (this.#spends()) return never;
          const answer: unknown = Reflect.apply(found, target, given);
          if (!(answer instanceof Promise)) return answer;
          return this.#spends()
            ? answer.then(
                () => never,
                () => never,
              )
            : this.#answered(answer);
        };
      },
    });
  }

  async #answered(answer: Promise<unknown>): Promise<unknown> {
    try {
      const said = await answer;
      return this.dead ? await never : said;
    } catch (error) {
      if (this.dead) return never;
      throw error;
    }
  }

  #spends(): boolean {
    if (this.dead) return true;
    this.#left -= 1;
    if (this.dead) this.#end();
    return this.dead;
  }
}
