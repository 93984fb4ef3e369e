const never = new Promise<never>(() => undefined);

/**
 * The life of a process without the process: everything it asks of the world goes through `mortal`, and where it is
 * dead nothing comes back any more, whether what it asked was done or not. So it can be killed between any two acts.
 */
export class Life {
  #left = Number.POSITIVE_INFINITY;
  #leftAwake = Number.POSITIVE_INFINITY;
  #asleep: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #fallAsleep: () => void = () => undefined;
  #end: () => void = () => undefined;
  /** It has been frozen: it does nothing, knows nothing of it, and goes on where it was when it wakes. */
  readonly frozen = new Promise<void>((resolve) => (this.#fallAsleep = resolve));
  readonly ended = new Promise<void>((resolve) => (this.#end = resolve));

  get dead(): boolean {
    return this.#left <= 0;
  }

  /** Dies in so many half acts: an even number is before the act, an odd one after it and before its answer. */
  endsIn(halfActs: number): void {
    this.#left = Math.max(1, halfActs);
  }

  get asleep(): boolean {
    return this.#asleep !== undefined;
  }

  /** Is frozen in so many half acts, as a process that is stopped from outside; counted as for a death. */
  freezesIn(halfActs: number): void {
    this.#leftAwake = Math.max(1, halfActs);
  }

  wakes(): void {
    this.#asleep = undefined;
    this.#wake();
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
          const asks = (): unknown => Reflect.apply(found, target, given);
          this.#tires();
          const answer: unknown = this.#asleep?.then(asks) ?? asks();
          if (!(answer instanceof Promise)) return answer;
          this.#tires();
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
      await this.#asleep;
      return this.dead ? await never : said;
    } catch (error) {
      await this.#asleep;
      if (this.dead) return never;
      throw error;
    }
  }

  #tires(): void {
    if (this.#leftAwake <= 0) return;
    this.#leftAwake -= 1;
    if (this.#leftAwake > 0) return;
    this.#asleep = new Promise((resolve) => (this.#wake = resolve));
    this.#fallAsleep();
  }

  #spends(): boolean {
    if (this.dead) return true;
    this.#left -= 1;
    if (this.dead) this.#end();
    return this.dead;
  }
}
