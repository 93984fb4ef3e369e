import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const example = fileURLToPath(new URL('../examples/event-app', import.meta.url));

/** A developer's clone of the event app; every change is a real commit, pushed with real git. */
export class Repository {
  readonly folder: string;
  readonly #remote: string;

  constructor(folder: string, remote: string) {
    this.folder = folder;
    this.#remote = remote;
  }

  /** The event app as it stands in examples/, as the first commit. */
  async begin(): Promise<string> {
    await cp(example, this.folder, {
      recursive: true,
      // By the path below the example alone: Greenroom itself may lie in anybody's node_modules.
      filter: (path) => !/node_modules|web\/dist|build-info\.json/.test(path.slice(example.length)),
    });
    await this.#git('init', '--quiet', '--initial-branch=staging');
    await this.#git('remote', 'add', 'origin', this.#remote);
    return this.#push('The advent event: days that open, and people who complete them');
  }

  /** Something that people can see. */
  async changesTheTitle(): Promise<string> {
    await this.#replace('web/src/main.js', "at('title').textContent = ", "at('title').textContent = '✨ ' + ");
    return this.#push('A little sparkle in the title');
  }

  /** A mistake that the suite finds: completing a day twice counts twice. */
  async forgetsToCountOnce(): Promise<string> {
    await this.#replace(
      'src/event/days.js',
      "if (rows.length === 1) return { outcome: 'completed', mode };",
      "if (rows.length !== 99) return { outcome: 'completed', mode };",
    );
    return this.#push('Simpler counting of completed days');
  }

  async takesThatBack(): Promise<void> {
    await this.#replace(
      'src/event/days.js',
      "if (rows.length !== 99) return { outcome: 'completed', mode };",
      "if (rows.length === 1) return { outcome: 'completed', mode };",
    );
  }

  /** A mistake that only production shows: there it calls itself by another name, so nobody can tell what runs. */
  async renamesProduction(): Promise<string> {
    await this.#replace(
      'src/routes/health.js',
      '    environment: environment.flags.appEnv,\n    schema',
      "    environment: environment.flags.isProduction ? 'live' : environment.flags.appEnv,\n    schema",
    );
    return this.#push('Call production “live” in the version page');
  }

  async #replace(file: string, from: string, to: string): Promise<void> {
    const path = join(this.folder, file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(from))
      throw new Error(`${file} has no ${JSON.stringify(from)}: the demo no longer fits the event app`);
    await writeFile(path, text.replace(from, to));
  }

  async #push(message: string): Promise<string> {
    await this.#git('add', '--all');
    await this.#git('commit', '--quiet', '--message', message);
    await this.#git('push', '--quiet', 'origin', 'HEAD:refs/heads/staging');
    return (await this.#git('rev-parse', 'HEAD')).trim();
  }

  async #git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', args, {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.folder,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'Ana',
        GIT_AUTHOR_EMAIL: 'ana@example.test',
        GIT_COMMITTER_NAME: 'Ana',
        GIT_COMMITTER_EMAIL: 'ana@example.test',
      },
    });
    return stdout;
  }
}
