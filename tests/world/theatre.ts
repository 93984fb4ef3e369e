import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DiscordStandin } from '../../standins/discord/start.ts';
import type { GithubStandin } from '../../standins/github/start.ts';
import { digestOf } from '../../demo/digest-of.ts';
import { appProcesses } from './app-processes.ts';
import type { TestDatabase } from './database.ts';
import { GreenroomProcess, type Ended } from './greenroom-process.ts';
import { stopHosts } from './stop-hosts.ts';
import { type Place, type TheatreOptions, type TheatreSet, type Who, buildSet } from './theatre-set.ts';
import { type Behaviour, tinyApp } from './tiny-app.ts';
import { until } from './until.ts';
import { wordsOf } from './words-of.ts';
import type { WorkingCopy } from './working-copy.ts';

export interface Shown {
  readonly id: string;
  readonly text: string;
}

export type { Place, Who };

/**
 * The whole product as an outsider meets it: the real command line in processes of its own, a real PostgreSQL, real
 * git pushes, and the two far ends as stand-ins that speak the real protocols.
 */
export class Theatre {
  readonly discord: DiscordStandin;
  readonly github: GithubStandin;
  readonly database: TestDatabase;
  readonly folder: string;
  readonly ports: Record<Place, number> & { web: number };
  readonly fronts: Record<Place, number>;
  readonly #clone: WorkingCopy;
  readonly #files: Readonly<Record<string, string>>;
  readonly #env: Record<string, string>;
  readonly ids: Record<Who | 'deployments' | 'alerts', string>;
  readonly processes: GreenroomProcess[] = [];

  private constructor(parts: TheatreSet) {
    this.discord = parts.discord;
    this.github = parts.github;
    this.database = parts.database;
    this.folder = parts.folder;
    this.ports = parts.ports;
    this.fronts = parts.fronts;
    this.#clone = parts.clone;
    this.#files = parts.files;
    this.#env = parts.env;
    this.ids = parts.ids;
  }

  static async open(options: TheatreOptions = {}): Promise<Theatre> {
    const theatre = new Theatre(await buildSet(options));
    if (options.started ?? true) await theatre.starts();
    return theatre;
  }

  /** Starts the command line, `apart` with each role as a process of its own; resolves when it says that it is ready. */
  async starts(role = 'all'): Promise<GreenroomProcess> {
    const running = this.runs(role === 'apart' ? ['start'] : ['start', '--role', role]);
    await running.says('greenroom: ready');
    return running;
  }

  runs(args: readonly string[], env: Readonly<Record<string, string>> = {}): GreenroomProcess {
    const running = new GreenroomProcess(args, { ...this.#env, ...env }, this.folder);
    this.processes.push(running);
    return running;
  }

  /** Commits and pushes to staging with real git, as Ana. */
  pushes(
    behaviour: Behaviour = {},
    message = 'A change',
    options: {
      force?: boolean;
      migrations?: readonly string[] | Readonly<Record<string, string>>;
      files?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<string> {
    return this.#clone.push(
      'staging',
      {
        ...tinyApp(behaviour, options.migrations),
        ...this.#files,
        ...options.files,
        'change.txt': `${message} ${Math.random()}`,
      },
      message,
      { as: 'ana', ...(options.force === undefined ? {} : { force: options.force }) },
    );
  }

  goesBackTo(commit: string): Promise<void> {
    return this.#clone.resetTo(commit);
  }

  async stopsAndStarts(): Promise<void> {
    for (const one of this.processes.splice(0)) await one.stop();
    await this.starts();
  }

  /** Folders from which processes of this environment run. */
  servingFolders(place: Place): string[] {
    return [...new Set(appProcesses(this.folder, place).map(({ cwd }) => cwd))];
  }

  /** Digests of what processes of this environment run from, every byte read anew; each as often as it is in a folder. */
  servingDigests(place: Place): string[] {
    return this.servingFolders(place).map(digestOf).toSorted();
  }

  /** How many artifacts are stored. */
  artifactsCount(): number {
    return readdirSync(join(this.folder, 'data/artifacts')).length;
  }

  /** What the processes of this environment were given as this variable. */
  environmentOf(place: Place, name: string): string[] {
    const given = appProcesses(this.folder, place).flatMap(({ variables }) => variables);
    return [...new Set(given.filter((line) => line.startsWith(`${name}=`)))];
  }

  /** Stored artifacts that were built from the commit. */
  artifactsOf(commit: string): string[] {
    const store = join(this.folder, 'data/artifacts');
    return readdirSync(store).filter((digest) => {
      const built: { commit: string } = JSON.parse(readFileSync(join(store, digest, 'tree/built.json'), 'utf8'));
      return built.commit === commit;
    });
  }

  attachments(viewer: Who): readonly unknown[] {
    return this.discord.world
      .messages(this.ids.deployments, this.ids[viewer])
      .flatMap((message) => message.attachments ?? []);
  }

  /** Everything that a channel shows, oldest first, one text a message. */
  shown(channel: 'deployments' | 'alerts' = 'deployments', viewer?: Who): Shown[] {
    return this.discord.world
      .messages(this.ids[channel], viewer === undefined ? undefined : this.ids[viewer])
      .map((message) => ({ id: message.id, text: wordsOf(message) }));
  }

  /** Waits until a message of the channel matches; the newest that does. */
  async reads(
    wanted: RegExp,
    options: { channel?: 'deployments' | 'alerts'; deadlineMs?: number } = {},
  ): Promise<Shown> {
    return until(
      `a message in #${options.channel ?? 'deployments'} that matches ${wanted}`,
      () => this.shown(options.channel).findLast((message) => wanted.test(message.text)),
      { ...options, tell: () => this.transcript() },
    );
  }

  async types(
    who: Who,
    command: string,
    options: Readonly<Record<string, string | number | boolean>> = {},
  ): Promise<string> {
    const handle = await this.discord.world.slash(this.ids[who], this.ids.deployments, command, { ...options });
    return wordsOf(await handle.answer(15_000));
  }

  /** Types it and waits until the answer, which may be edited later, matches. */
  async hears(who: Who, wanted: RegExp): Promise<string> {
    return until(
      `an answer to ${who} that matches ${wanted}`,
      () => this.shown('deployments', who).findLast((message) => wanted.test(message.text))?.text,
      { tell: () => this.transcript(who) },
    );
  }

  /** Presses the button of this verb on the newest message that matches, as somebody who sees it. */
  async presses(who: Who, wanted: RegExp, verb: string): Promise<void> {
    const message = this.discord.world
      .messages(this.ids.deployments, this.ids[who])
      .findLast((one) => wanted.test(wordsOf(one)) && JSON.stringify(one.components).includes(`"${verb}:`));
    const id = new RegExp(`"(${verb}:[^"]+)"`).exec(JSON.stringify(message?.components))?.[1];
    if (message === undefined || id === undefined)
      throw new Error(`no ${verb} button on ${wanted}\n${this.transcript(who)}`);
    const handle = await this.discord.world.click(this.ids[who], message.id, id);
    await handle.answer(15_000);
  }

  /** What an environment's app answers to somebody who is not Greenroom. */
  async posts(place: Place, path: string): Promise<number> {
    return (await fetch(`http://127.0.0.1:${this.ports[place]}${path}`, { method: 'POST', body: '{}' })).status;
  }

  reacts(who: Who, card: Shown, emoji: '✅' | '❌' = '✅'): void {
    this.discord.world.react(this.ids[who], card.id, emoji);
  }

  /** Pushes, and waits until staging is ready. */
  async stages(behaviour: Behaviour = {}, message = 'A change'): Promise<string> {
    const commit = await this.pushes(behaviour, message);
    await this.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    return commit;
  }

  /** Asks for production; the card that waits for approval. */
  async asksForProduction(commit: string, who: Who = 'ana'): Promise<Shown> {
    await this.types(who, 'promote');
    return this.reads(new RegExp(`needs approval · ${commit.slice(0, 7)}`));
  }

  /** Promotes what staging verified, with Ben's approval, and waits until it serves. */
  async promotes(commit: string): Promise<Shown> {
    const card = await this.asksForProduction(commit);
    this.reacts('ben', card);
    await this.reads(new RegExp(`production ✅[^\\n]*${commit.slice(0, 7)}`));
    await this.serves('production', commit);
    return card;
  }

  async version(place: Place): Promise<{ commit?: string; environment?: string } | undefined> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.ports[place]}/version`, {
        signal: AbortSignal.timeout(2_000),
      });
      const body: { commit?: string; environment?: string } = JSON.parse(await answer.text());
      return body;
    } catch {
      return undefined;
    }
  }

  /** What the frontend says where it points. */
  async frontSays(place: Place): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${this.fronts[place]}/config.json`);
    return JSON.parse(await answer.text());
  }

  async frontPage(place: Place): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.fronts[place]}/`)).text();
  }

  /** The operator changes one place of the project's config, named by its path, and starts Greenroom again. */
  async reconfigures(path: string, value: unknown): Promise<void> {
    const file = join(this.folder, 'greenroom.config.json');
    const config: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const steps = `projects.advent.${path}`.split('.');
    const last = steps.pop() ?? '';
    let here: unknown = config;
    for (const step of steps) here = Reflect.get(Object(here), step);
    Reflect.set(Object(here), last, value);
    writeFileSync(file, JSON.stringify(config, null, 2));
    await this.stopsAndStarts();
  }

  async serves(place: Place, commit: string): Promise<void> {
    await until(`${place} serves ${commit.slice(0, 7)}`, async () => (await this.version(place))?.commit === commit, {
      tell: async () => `${JSON.stringify(await this.version(place))}\n${this.transcript()}`,
    });
  }

  transcript(viewer?: Who): string {
    const lines = (['deployments', 'alerts'] as const).map(
      (channel) =>
        `#${channel}\n${this.shown(channel, viewer)
          .map((message) => `  — ${message.text.replaceAll('\n', '\n    ')}`)
          .join('\n')}`,
    );
    return [...lines, 'log:', ...this.processes.map((one) => one.output.split('\n').slice(-40).join('\n'))].join('\n');
  }

  /** Ends everything. What was refused by the stand-ins fails the story. */
  async close(): Promise<Ended[]> {
    const ended = await Promise.all(this.processes.map((one) => one.stop()));
    await stopHosts(this.folder);
    const strays = await this.discord.close().then(
      () => [],
      (error: unknown) => [String(error)],
    );
    await this.github.close();
    this.#clone.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    const wrong = [
      ...strays,
      ...this.discord.world.violations,
      ...this.discord.world.faultsOfOwn,
      ...this.github.world.violations,
    ];
    if (wrong.length > 0) throw new Error(`the far ends were spoken to wrongly:\n${wrong.join('\n')}`);
    return ended;
  }
}
