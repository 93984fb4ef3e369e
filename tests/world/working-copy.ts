import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runErrand } from '../../standins/errands/run-errand.ts';

/** A developer's clone, driven by real git over HTTP as a developer drives it. */
export class WorkingCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'greenroom-clone-'));
  readonly #remote: string;

  constructor(remote: string) {
    this.#remote = remote;
  }

  async #git(args: readonly string[], as = 'ana'): Promise<string> {
    const { code, out, err } = await runErrand({
      program: 'git',
      args,
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.folder,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: as,
        GIT_AUTHOR_EMAIL: `${as}@example.test`,
        GIT_COMMITTER_NAME: as,
        GIT_COMMITTER_EMAIL: `${as}@example.test`,
        // It lives for seconds: a process less for each commit.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'maintenance.auto',
        GIT_CONFIG_VALUE_0: 'false',
      },
    });
    if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${String(code)}: ${err.toString().trim()}`);
    return out.toString().trim();
  }

  /** Starts on a branch with no history, or on what the remote has. */
  async open(branch: string): Promise<void> {
    await this.#git(['init', '--quiet', `--initial-branch=${branch}`]);
    await this.#git(['remote', 'add', 'origin', this.#remote]);
  }

  /** Writes the files over what is there, commits and pushes; the new commit. */
  async push(
    branch: string,
    files: Readonly<Record<string, string>>,
    message: string,
    options: { as?: string; force?: boolean } = {},
  ): Promise<string> {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
    await this.#git(['add', '--all']);
    await this.#git(['commit', '--quiet', '--allow-empty', '--message', message], options.as);
    await this.#git(
      ['push', '--quiet', ...(options.force === true ? ['--force'] : []), 'origin', `HEAD:refs/heads/${branch}`],
      options.as,
    );
    return this.#git(['rev-parse', 'HEAD']);
  }

  /** A folder that is a commit of another repository, as `git submodule add` makes it; with the next push. */
  async submodule(folder: string, url: string, commit: string): Promise<void> {
    mkdirSync(join(this.folder, folder), { recursive: true });
    appendFileSync(join(this.folder, '.gitmodules'), `[submodule "${folder}"]\n\tpath = ${folder}\n\turl = ${url}\n`);
    await this.#git(['update-index', '--add', '--cacheinfo', `160000,${commit},${folder}`]);
  }

  async resetTo(commit: string): Promise<void> {
    await this.#git(['reset', '--quiet', '--hard', commit]);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
