import { git } from './git.ts';
import { resolveCommit, zeroSha } from './history.ts';
import type { StoredPull } from './repository.ts';
import type { NewCommit } from './write-commit.ts';
import { writeCommit } from './write-commit.ts';
import type { GithubWorld } from './world.ts';

export interface CommitOptions {
  /** Login of who pushes. */
  readonly author: string;
  readonly message: string;
  /** The name git records, where it differs from the account's. */
  readonly authorName?: string;
}

/** Pushes made by hand of the world instead of by real git: same refs, same deliveries, no clone needed. */
export class Branches {
  readonly #world: GithubWorld;
  /** One change at a time, since each reads a head before it moves it. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(world: GithubWorld) {
    this.#world = world;
  }

  /** Branch → full sha of its head. */
  async heads(fullName: string): Promise<Record<string, string>> {
    const { folder } = this.#world.repository(fullName);
    const lines = (await git(folder, ['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads']))
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    return Object.fromEntries(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  /** Commits on top of a branch (starts it from the default branch where it is new) and pushes; the new sha. */
  commit(
    fullName: string,
    branch: string,
    files: NonNullable<NewCommit['files']>,
    options: CommitOptions,
  ): Promise<string> {
    return this.#alone(async () => {
      const { folder, defaultBranch } = this.#world.repository(fullName);
      const account = this.#world.accounts.ensure(options.author);
      const before = await this.#world.head(fullName, branch);
      const start = before === undefined ? await this.#world.head(fullName, defaultBranch) : undefined;
      if (start !== undefined) await git(folder, ['update-ref', `refs/heads/${branch}`, start]);
      const after = await writeCommit(folder, {
        branch,
        files,
        message: options.message,
        author: { name: options.authorName ?? account.name, email: account.email },
        at: this.#world.clock.now(),
      });
      await this.#announce(fullName, branch, before, after, options.author);
      return after;
    });
  }

  /** Points a branch at any commit, forward or not; starts it where it is new. */
  move(fullName: string, branch: string, to: string, author: string): Promise<string> {
    return this.#alone(async () => {
      const { folder } = this.#world.repository(fullName);
      const after = await resolveCommit(folder, to);
      if (after === undefined) throw new Error(`no commit ${to} in ${fullName}`);
      const before = await this.#world.head(fullName, branch);
      await git(folder, ['update-ref', `refs/heads/${branch}`, after]);
      if (before !== after) await this.#announce(fullName, branch, before, after, author);
      return after;
    });
  }

  /** Takes the head's change back by a new commit, as `git revert HEAD`. */
  revert(fullName: string, branch: string, author: string): Promise<string> {
    return this.#alone(async () => {
      const { folder } = this.#world.repository(fullName);
      const before = await this.#world.head(fullName, branch);
      if (before === undefined) throw new Error(`no branch ${branch} in ${fullName}`);
      const subject = (await git(folder, ['log', '-1', '--format=%s', before])).toString().trim();
      const message = `Revert "${subject}"\n\nThis reverts commit ${before}.`;
      const tree = await treeOf(folder, `${before}^`);
      const after = await this.#write(folder, author, { branch, message, tree });
      await this.#announce(fullName, branch, before, after, author);
      return after;
    });
  }

  remove(fullName: string, branch: string, author: string): Promise<void> {
    return this.#alone(async () => {
      const { folder } = this.#world.repository(fullName);
      const before = await this.#world.head(fullName, branch);
      await git(folder, ['update-ref', '-d', `refs/heads/${branch}`]);
      await this.#announce(fullName, branch, before, zeroSha, author);
    });
  }

  /** Opens a pull request between two branches; its number. */
  openPull(fullName: string, pull: { head: string; base: string; title: string; author: string }): number {
    const repository = this.#world.repository(fullName);
    const number = repository.pulls.length + 1;
    const stored: StoredPull = {
      ...pull,
      number,
      author: this.#world.accounts.ensure(pull.author),
      state: 'open',
      at: this.#world.clock.now(),
    };
    repository.pulls.push(stored);
    return number;
  }

  /** Merges it with a merge commit whose tree is the head's; conflicts are not looked for. */
  mergePull(fullName: string, number: number, author: string): Promise<string> {
    return this.#alone(async () => {
      const repository = this.#world.repository(fullName);
      const { folder } = repository;
      const pull = repository.pulls.find((one) => one.number === number && one.state === 'open');
      if (pull === undefined) throw new Error(`no open pull request ${number} in ${fullName}`);
      const head = await this.#world.head(fullName, pull.head);
      const base = await this.#world.head(fullName, pull.base);
      if (head === undefined || base === undefined) throw new Error(`${pull.head} or ${pull.base} is gone`);
      const message = `Merge pull request #${number} from ${repository.owner.login}/${pull.head}\n\n${pull.title}`;
      const tree = await treeOf(folder, head);
      const commit = await this.#write(folder, author, { branch: pull.base, message, tree, merge: head });
      pull.state = 'closed';
      pull.merged = { commit, head, base, at: this.#world.clock.now() };
      await this.#announce(fullName, pull.base, base, commit, author);
      return commit;
    });
  }

  #write(
    folder: string,
    login: string,
    commit: Pick<NewCommit, 'branch' | 'message' | 'tree' | 'merge'>,
  ): Promise<string> {
    const author = this.#world.accounts.ensure(login);
    return writeCommit(folder, { ...commit, author, at: this.#world.clock.now() });
  }

  async #announce(
    fullName: string,
    branch: string,
    before: string | undefined,
    after: string,
    by: string,
  ): Promise<void> {
    const change = { ref: `refs/heads/${branch}`, before: before ?? zeroSha, after };
    await this.#world.pushed(this.#world.repository(fullName), [change], this.#world.accounts.ensure(by));
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

async function treeOf(folder: string, commit: string): Promise<string> {
  return (await git(folder, ['rev-parse', '--verify', `${commit}^{tree}`])).toString().trim();
}
