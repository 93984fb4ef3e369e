import type { LiveLink } from './shape.ts';

/** How often each app is asked, and how long it may take, in milliseconds. */
const every = 2000;
const patience = 1500;

/** Asks every app for its version over and over. The server asks, since the page may not leave its own origin. */
export class LiveLinks {
  readonly #links: readonly { readonly name: string; readonly url: string }[];
  readonly #changed: () => void;
  #now: readonly LiveLink[];

  constructor(links: readonly { readonly name: string; readonly url: string }[], changed: () => void) {
    this.#links = links;
    this.#now = links;
    this.#changed = changed;
    if (links.length === 0) return;
    // Nobody stops the page but the end of the process, which these must not hold up.
    setInterval(() => void this.#ask(), every).unref();
    void this.#ask();
  }

  get now(): readonly LiveLink[] {
    return this.#now;
  }

  async #ask(): Promise<void> {
    const before = JSON.stringify(this.#now);
    this.#now = await Promise.all(
      this.#links.map(async ({ name, url }) => {
        const version = await versionAt(url);
        return { name, url, ...(version === undefined ? {} : { version }) };
      }),
    );
    if (JSON.stringify(this.#now) !== before) this.#changed();
  }
}

async function versionAt(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL('/version', url), { signal: AbortSignal.timeout(patience) });
    const text = await answer.text();
    return answer.ok ? named(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Commits are shown in short; what else an app says of itself, as it is. */
function named(text: string): string {
  let said: unknown = text;
  try {
    said = JSON.parse(text);
  } catch {
    // Plain text is a version too.
  }
  if (said !== null && typeof said === 'object') {
    const commit: unknown = Reflect.get(said, 'commit') ?? Reflect.get(said, 'version') ?? Reflect.get(said, 'sha');
    said = typeof commit === 'string' ? commit : text;
  }
  return String(said)
    .trim()
    .slice(0, 80)
    .replace(/^([0-9a-f]{7})[0-9a-f]{33}$/, '$1');
}
