import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { type GitAccess, complaint, git, gitEnvironment, worked } from './git.ts';
import { Known } from './known.ts';

export interface MirrorOptions extends GitAccess {
  readonly dataDir: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: (() => Promise<string | undefined>) | undefined;
  readonly log: Log;
}

/** Fetches after which it is seen whether the mirror wants tidying; also after the first of a process. */
const tidyEvery = 20;
const tidyMs = 600_000;

/** A bare mirror of one repository's branches. Fetches follow one another; a broken mirror is made anew. */
export class Mirror {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly known = new Known();
  readonly #options: MirrorOptions;
  readonly #url: string;
  #turn: Promise<void> = Promise.resolve();
  #fetches = 0;

  constructor(project: string, options: MirrorOptions) {
    this.#options = options;
    this.folder = join(options.dataDir, 'mirrors', `${project}.git`);
    this.#url = `${options.serverUrl.replace(/\/+$/, '')}/${options.repository}.git`;
    this.env = gitEnvironment(options);
  }

  /** Rejects with a plain sentence where the server does not answer, or refuses. */
  fetch(signal: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#fetch(signal));
    this.#turn = turn.catch(() => undefined);
    void turn.then(
      () => {
        this.#fetches += 1;
        if (this.#fetches % tidyEvery === 1) void this.#tidy(signal);
      },
      () => undefined,
    );
    return turn;
  }

  /** Beside whatever else goes on, which git allows: nobody is to wait for it, as a fetch by itself would. */
  async #tidy(signal: AbortSignal): Promise<void> {
    const result = await git(this.folder, ['-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet'], {
      env: this.env,
      signal,
      deadlineMs: tidyMs,
    });
    if (!worked(result) && !signal.aborted)
      this.#options.log.warn({ folder: this.folder, git: complaint(result) }, 'the mirror could not be tidied');
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    if (!existsSync(join(this.folder, 'HEAD'))) await this.#make();
    const token = await this.#options.token?.();
    const env = gitEnvironment(this.#options, token);
    // `+` takes forced pushes; --prune forgets deleted branches; no tags, since they are not deployed.
    const fetch = () =>
      git(
        this.folder,
        [
          'fetch',
          '--quiet',
          '--prune',
          '--no-tags',
          '--no-write-fetch-head',
          '--no-auto-maintenance',
          this.#url,
          '+refs/heads/*:refs/heads/*',
        ],
        { env, signal, deadlineMs: 120_000 },
      );
    let result = await fetch();
    if (!worked(result) && !(await this.#isWhole())) {
      this.#options.log.warn({ folder: this.folder, git: complaint(result) }, 'the mirror is broken; it is made anew');
      await rm(this.folder, { recursive: true, force: true });
      await this.#make();
      result = await fetch();
    }
    if (!worked(result)) throw new Error(`${this.#options.repository} could not be fetched: ${complaint(result)}`);
  }

  /** Made beside its place and renamed, so that a death in the middle leaves no half mirror. */
  async #make(): Promise<void> {
    this.known.forget();
    const draft = `${this.folder}.${process.pid}`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const made = await git(draft, ['init', '--quiet', '--bare', '--initial-branch=main'], { env: this.env });
    if (!worked(made)) throw new Error(`a mirror could not be made in ${draft}: ${complaint(made)}`);
    await rm(this.folder, { recursive: true, force: true });
    await rename(draft, this.folder);
  }

  /** Asked only after a failure: whether objects that branches name can be read at all. */
  async #isWhole(): Promise<boolean> {
    return worked(await git(this.folder, ['rev-list', '--quiet', '--all', '--max-count=50'], { env: this.env }));
  }
}
