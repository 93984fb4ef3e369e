import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Who } from './cast.ts';
import type { Stage } from './stage.ts';

const short = (commit: string): string => commit.slice(0, 7);

/** Every word that a message shows: content, embeds, buttons. */
export function wordsOf(message: unknown): string {
  const words: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (['content', 'title', 'description', 'name', 'value', 'text', 'label'].includes(key)) words.push(value);
    } else if (Array.isArray(value)) for (const one of value) walk(one, key);
    else if (value !== null && typeof value === 'object')
      for (const [name, inner] of Object.entries(value)) walk(inner, name);
  };
  walk(message, '');
  return words.join('\n');
}

/** What somebody was told. */
export interface Answer {
  readonly words: string;
  /** Until it was there. */
  readonly milliseconds: number;
  readonly images: readonly { readonly name: string; readonly says: string }[];
}

/** The event app's build fetches packages, and may take the two minutes that the demo's config gives a build. */
const patienceMs = 180_000;

/** What people do in the demo, and how they know that it is done: by reading the channel. */
export class Journey {
  readonly #stage: Stage;
  readonly #tell: (line: string) => void;

  constructor(stage: Stage, tell: (line: string) => void) {
    this.#stage = stage;
    this.#tell = tell;
  }

  /** Waits until a message of #deployments has all these words; its id. */
  async reads(what: string, ...wanted: RegExp[]): Promise<string> {
    const { discord, cast } = this.#stage;
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = discord.world
        .messages(cast.channels.deployments)
        .findLast((message) => wanted.every((one) => one.test(wordsOf(message))));
      if (found !== undefined) return found.id;
      if (Date.now() > deadline) throw new Error(`nobody ever read: ${what}.\n${this.#transcript()}`);
      await wait(50);
    }
  }

  /** What a message says as soon as it matches. */
  async wordsWhen(id: string, wanted: RegExp): Promise<string> {
    const { discord, cast } = this.#stage;
    const now = () =>
      wordsOf(discord.world.messages(cast.channels.deployments).find((message) => message.id === id)).trim();
    await this.#until(`the message says ${String(wanted)}`, () => Promise.resolve(wanted.test(now())));
    return now();
  }

  async untilReady(commit: string): Promise<void> {
    await this.reads(
      `${short(commit)} is ready for manual testing`,
      new RegExp(short(commit)),
      /ready for manual testing/i,
    );
    this.#tell(`Staging runs ${short(commit)}, its suites passed: ready for manual testing.`);
  }

  async untilClosed(commit: string): Promise<void> {
    await this.reads(`${short(commit)} failed on staging`, new RegExp(short(commit)), /test\.failed/);
    this.#tell(`The suite failed on ${short(commit)}: promotion is closed, the card names the tests.`);
  }

  /** Ana asks for production; the card that she gets has to be there before anybody can approve it. */
  async asksForProduction(commit: string): Promise<string> {
    await this.types('ana', 'promote');
    const card = await this.reads(
      `the promotion card of ${short(commit)}`,
      new RegExp(`needs approval · ${short(commit)}`),
    );
    this.#tell('Ana typed /promote; the card waits for a release manager.');
    return card;
  }

  async types(
    who: Who,
    command: string,
    options: Readonly<Record<string, string | number | boolean>> = {},
  ): Promise<void> {
    const { discord, cast } = this.#stage;
    const handle = await discord.world.slash(cast.people[who], cast.channels.deployments, command, { ...options });
    await handle.answer(15_000);
  }

  /**
   * Does something, and waits for what this person is told from then on that matches: words in between (“asked”, how
   * far it has come) are replaced by the answer, in the same message or a new one.
   */
  async hearsAfter(who: Who, act: () => Promise<unknown>, what: string, wanted: RegExp): Promise<Answer> {
    const { discord, cast } = this.#stage;
    const seen = () => discord.world.messages(cast.channels.deployments, cast.people[who]);
    const before = new Set(seen().map(({ id }) => id));
    const started = Date.now();
    await act();
    const deadline = Date.now() + 60_000;
    for (;;) {
      const found = seen().find((message) => !before.has(message.id) && wanted.test(wordsOf(message)));
      if (found !== undefined)
        return {
          words: wordsOf(found).trim(),
          milliseconds: Date.now() - started,
          images: (found.attachments ?? []).map(({ filename, description }) => ({
            name: filename,
            says: description ?? '',
          })),
        };
      if (Date.now() > deadline) {
        const told = seen().filter(({ id }) => !before.has(id));
        const words = told.map((message) => wordsOf(message)).join('\n---\n');
        throw new Error(`${who} never heard: ${what}. Heard instead:\n${words}\n${this.#transcript()}`);
      }
      await wait(50);
    }
  }

  /** Types a command and waits for its answer. */
  asks(
    who: Who,
    command: string,
    options: Readonly<Record<string, string | number | boolean>>,
    wanted: RegExp,
  ): Promise<Answer> {
    return this.hearsAfter(who, () => this.types(who, command, options), `an answer to /${command}`, wanted);
  }

  /** Presses the button of this verb on the newest message that matches, as somebody who sees it. */
  async presses(who: Who, on: RegExp, verb: string): Promise<void> {
    const { discord, cast } = this.#stage;
    const button = new RegExp(`"(${verb}:[^"]+)"`);
    const message = discord.world
      .messages(cast.channels.deployments, cast.people[who])
      .findLast((one) => on.test(wordsOf(one)) && button.test(JSON.stringify(one.components)));
    const id = button.exec(JSON.stringify(message?.components))?.[1];
    if (message === undefined || id === undefined)
      throw new Error(`${who} sees no ${verb} button on ${String(on)}.\n${this.#transcript()}`);
    const handle = await discord.world.click(cast.people[who], message.id, id);
    await handle.answer(15_000);
  }

  async approves(card: string): Promise<void> {
    const { discord, cast } = this.#stage;
    discord.world.react(cast.people.ben, card, '✅');
    this.#tell('Ben, a release manager, reacted with ✅.');
  }

  async untilInProduction(commit: string): Promise<void> {
    await this.#until(
      `production runs ${short(commit)}`,
      async () => (await this.version('production'))?.commit === commit,
    );
    await this.reads(`${short(commit)} runs in production`, new RegExp(`production ✅[^\n]*${short(commit)}`));
    this.#tell(`Production runs ${short(commit)}: the same artifact, verified from outside.`);
  }

  async untilTakenBack(commit: string): Promise<void> {
    await this.reads(`${short(commit)} was taken back`, new RegExp(`rolled back[^\n]*${short(commit)}`));
    this.#tell(`Production was not well with ${short(commit)} and was taken back to the version before.`);
  }

  async version(place: 'staging' | 'production'): Promise<{ commit?: string; environment?: string } | undefined> {
    try {
      const answer = await fetch(`${this.#stage.urls[place]}/version`, { signal: AbortSignal.timeout(2_000) });
      const said: { commit?: string; environment?: string } = JSON.parse(await answer.text());
      return said;
    } catch {
      return undefined;
    }
  }

  async #until(what: string, look: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await look())) {
      if (Date.now() > deadline) throw new Error(`it never happened: ${what}.\n${this.#transcript()}`);
      await wait(50);
    }
  }

  /** What everybody sees, and how Greenroom's log ends: the folder is gone when somebody reads this. */
  #transcript(): string {
    const { discord, cast, greenroom } = this.#stage;
    const shown = discord.world.messages(cast.channels.deployments).map((message) => wordsOf(message));
    const log = readFileSync(greenroom.logFile, 'utf8').trimEnd().split('\n').slice(-40);
    return `The channel shows:\n${shown.join('\n---\n')}\nGreenroom's log ends with:\n${log.join('\n')}`;
  }
}
