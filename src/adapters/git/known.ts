import type { CommitFacts } from '../../core/promotion.ts';
import type { Commit } from '../../core/release.ts';
import type { Source, SourceFile } from '../../ports/source.ts';

const most = 2_000;
/** Lists are longer than facts, and each card asks for its own two or three. */
const mostLists = 100;
const longestList = 1_000;

/** Whoever asks while the very same is being asked waits for that answer; an error is nobody else's: by now it may be there. */
class Asking<T> {
  readonly #now = new Map<string, Promise<T>>();

  ask(key: string, how: () => Promise<T>): Promise<T> {
    const found = this.#now.get(key);
    if (found !== undefined) return found.catch(how);
    const asking = how().finally(() => {
      if (this.#now.get(key) === asking) this.#now.delete(key);
    });
    this.#now.set(key, asking);
    return asking;
  }

  forget(): void {
    this.#now.clear();
  }
}

type Between = Awaited<ReturnType<Source['between']>>;

function remember<T>(map: Map<string, T>, key: string, value: T, atMost = most): T {
  const [oldest] = map.size >= atMost ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
  return value;
}

/**
 * What this mirror was asked before and can never answer otherwise: facts of a commit, ancestry, what lies between two
 * commits, which files one has. Starting git costs
 * ten milliseconds in a process of our size (fork copies its page tables; measured), and a deployment asks often.
 */
export class Known {
  readonly #facts = new Map<string, CommitFacts>();
  readonly #ancestry = new Map<string, boolean>();
  readonly #texts = new Map<string, string>();
  readonly #sizes = new Map<string, number>();
  readonly #between = new Map<string, Between>();
  readonly #files = new Map<string, SourceFile[]>();
  readonly #askingTexts = new Asking<string | undefined>();
  readonly #askingFiles = new Asking<SourceFile[]>();

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

  /** How many bytes a content has; undefined where no list named it. */
  size(blob: string): number | undefined {
    return this.#sizes.get(blob);
  }

  readonly sized = (blob: string, bytes: number): void => void remember(this.#sizes, blob, bytes);

  /** Migrations are small, and each look at a card reads the same ones; a large one is read each time. */
  async text(blob: string, mostBytes: number, ask: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#texts.get(blob);
    if (known !== undefined) return known;
    const text = await this.#askingTexts.ask(`${blob} ${mostBytes}`, ask);
    return text === undefined || text.length > 64 * 1024 ? text : remember(this.#texts, blob, text);
  }

  /** The caller gets lists of his own: what he does with them is not remembered. */
  async between(key: string, ask: () => Promise<Between>): Promise<Between> {
    const known = this.#between.get(key);
    const { commits, more } = known ?? (await ask());
    if (known === undefined && commits.length <= longestList)
      remember(this.#between, key, { commits, more }, mostLists);
    return { commits: [...commits], more };
  }

  async files(key: string, ask: () => Promise<SourceFile[]>): Promise<SourceFile[]> {
    const known = this.#files.get(key);
    const files = known ?? (await this.#askingFiles.ask(key, ask));
    if (known === undefined && files.length <= longestList) remember(this.#files, key, files, mostLists);
    return [...files];
  }

  /** The mirror was made anew, and has only what the server still has. */
  forget(): void {
    this.#facts.clear();
    this.#ancestry.clear();
    this.#texts.clear();
    this.#sizes.clear();
    this.#askingTexts.forget();
    this.#askingFiles.forget();
    this.#between.clear();
    this.#files.clear();
  }
}
