import type { CommitFacts } from '../../core/promotion.ts';
import type { Commit } from '../../core/release.ts';

const most = 2_000;

function remember<T>(map: Map<string, T>, key: string, value: T): T {
  const [oldest] = map.size >= most ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
  return value;
}

/**
 * What this mirror was asked before and can never answer otherwise: facts of a commit, and ancestry. Starting git costs
 * ten milliseconds in a process of our size (fork copies its page tables; measured), and a deployment asks often.
 */
export class Known {
  readonly #facts = new Map<string, CommitFacts>();
  readonly #ancestry = new Map<string, boolean>();
  readonly #texts = new Map<string, string>();

  /** Undefined where the commit was never read from this mirror. */
  facts(commit: Commit): CommitFacts | undefined {
    return this.#facts.get(commit);
  }

  learn(facts: CommitFacts): CommitFacts {
    return remember(this.#facts, facts.commit, facts);
  }

  /** An error is not remembered: a commit that is not there may come. */
  async contains(commit: Commit, ancestor: Commit, ask: () => Promise<boolean>): Promise<boolean> {
    const key = `${commit} ${ancestor}`;
    return this.#ancestry.get(key) ?? remember(this.#ancestry, key, await ask());
  }

  /** Migrations are small, and each look at a card reads the same ones; a large one is read each time. */
  async text(blob: string, ask: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#texts.get(blob);
    if (known !== undefined) return known;
    const text = await ask();
    return text === undefined || text.length > 64 * 1024 ? text : remember(this.#texts, blob, text);
  }

  /** The mirror was made anew, and has only what the server still has. */
  forget(): void {
    this.#facts.clear();
    this.#ancestry.clear();
    this.#texts.clear();
  }
}
