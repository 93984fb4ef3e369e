import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { RunResult } from '../../platform/exec.ts';
import { type GitAccess, complaint, git, gitEnvironment, worked } from './git.ts';
import { Known } from './known.ts';
import { locksNamedIn, removeLeft } from './left-locks.ts';

export interface MirrorOptions extends GitAccess {
  readonly dataDir: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: (() => Promise<string | undefined>) | undefined;
  readonly log: Log;
  /** 120 unless told. */
  readonly silenceSeconds?: number;
}

/** A server that sends nothing for so long is given up. One that is slow is not, or a large repository would never come. */
const silenceSeconds = 120;
/** A fetch that is cut begins from nothing the next time: this is for one that goes on without end. */
const fetchMs = 3_600_000;
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

  /** Whether something in the mirror was damaged; then it has been made anew, with what the server has. */
  mend(signal: AbortSignal): Promise<boolean> {
    const turn = this.#turn.then(async () => {
      if ((await this.#isSound(signal)) || signal.aborted) return false;
      await this.#renew('something in it cannot be read', signal);
      return true;
    });
    this.#turn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    if (!existsSync(join(this.folder, 'HEAD'))) await this.#make();
    let result = await this.#ask(signal);
    if (!worked(result)) result = await this.#pastLeftLocks(result, signal);
    if (!worked(result) && !(await this.#isWhole())) await this.#renew(complaint(result), signal);
    else this.#judge(result);
  }

  #judge(result: RunResult): void {
    if (!worked(result)) throw new Error(`${this.#options.repository} could not be fetched: ${complaint(result)}`);
  }

  async #ask(signal: AbortSignal): Promise<RunResult> {
    const token = await this.#options.token?.();
    const env = gitEnvironment(this.#options, token);
    // `+` takes forced pushes; --prune forgets deleted branches; no tags, since they are not deployed.
    return git(
      this.folder,
      [
        '-c',
        'http.lowSpeedLimit=1',
        '-c',
        `http.lowSpeedTime=${this.#options.silenceSeconds ?? silenceSeconds}`,
        'fetch',
        '--quiet',
        '--prune',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
        this.#url,
        '+refs/heads/*:refs/heads/*',
      ],
      { env, signal, deadlineMs: fetchMs },
    );
  }

  /**
   * A git that is killed, or whose machine loses its power, leaves its locks, and every later one stops before them and
   * asks for a hand that removes them. A second fetch tells those from what another git holds for a moment.
   */
  async #pastLeftLocks(failed: RunResult, signal: AbortSignal): Promise<RunResult> {
    for (let result = failed; ; result = await this.#ask(signal)) {
      const before = await locksNamedIn(result.stderr, this.folder);
      if (before.length === 0) return result;
      const again = await this.#ask(signal);
      const left = await removeLeft(before, await locksNamedIn(again.stderr, this.folder));
      if (left.length === 0) return again;
      this.#options.log.warn(
        { locks: left },
        'a git that is gone has left these locks in the mirror; they are removed',
      );
    }
  }

  async #renew(why: string, signal: AbortSignal): Promise<void> {
    this.#options.log.warn({ folder: this.folder, git: why }, 'the mirror is broken; it is made anew');
    await rm(this.folder, { recursive: true, force: true });
    await this.#make();
    this.#judge(await this.#ask(signal));
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

  /** Reads every object, which takes a while: asked only after one could not be read. */
  async #isSound(signal: AbortSignal): Promise<boolean> {
    const args = ['fsck', '--no-dangling', '--no-reflogs', '--no-progress'];
    const result = await git(this.folder, args, { env: this.env, signal, deadlineMs: tidyMs });
    return result.ended !== 'exit' || result.exitCode === 0;
  }
}
