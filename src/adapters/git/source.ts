import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitFacts } from '../../core/promotion.ts';
import { IncompleteTree } from '../../core/incomplete-tree.ts';
import { type Commit, isCommit } from '../../core/release.ts';
import type { RunResult } from '../../platform/exec.ts';
import type { Log } from '../../ports/log.ts';
import type { Source } from '../../ports/source.ts';
import { exportPart, partOf } from './export-part.ts';
import { exportTree } from './export-tree.ts';
import { complaint, git, namesFullDisk, worked } from './git.ts';
import { Mirror } from './mirror.ts';
import { commitFormat, readCommits } from './read-commits.ts';
import { readTree } from './read-tree.ts';

export interface SourceOptions {
  readonly dataDir: string;
  /** GITHUB_SERVER_URL. */
  readonly serverUrl: string;
  /** Project → `owner/name`. */
  readonly repositories: Readonly<Record<string, string>>;
  /** Project → folders and files that may be in Git LFS or in submodules; none unless told. */
  readonly doesWithout?: Readonly<Record<string, readonly string[]>>;
  /** Asked before each fetch, since an app's token lives for an hour. */
  readonly token?: (project: string) => Promise<string | undefined>;
  readonly log: Log;
  /** After which a server that sends nothing is given up; 120 unless told. */
  readonly silenceSeconds?: number;
}

/** Names come from outside: one that git could take for an option, or that is no plain branch, is not looked up. */
function plainBranch(branch: string): boolean {
  return (
    /^[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$/.test(branch) &&
    !branch.includes('..') &&
    !branch.endsWith('/') &&
    !branch.endsWith('.lock')
  );
}

/** The code's history from bare mirrors below the data folder; everything is resolved to a commit first. */
export function createSource(options: SourceOptions): Source {
  const mirrors = new Map<string, Mirror>();
  const mirror = (project: string): Mirror => {
    const repository = options.repositories[project];
    if (repository === undefined) throw new Error(`${project} is not configured`);
    const found =
      mirrors.get(project) ??
      new Mirror(project, {
        ...options,
        repository,
        home: options.dataDir,
        token: options.token === undefined ? undefined : async () => options.token?.(project),
      });
    mirrors.set(project, found);
    return found;
  };
  const ask = async (project: string, args: readonly string[], maxCaptured?: number): Promise<string | undefined> => {
    const { folder, env } = mirror(project);
    const result = await git(folder, args, { env, ...(maxCaptured === undefined ? {} : { maxCaptured }) });
    return worked(result) ? result.stdout : undefined;
  };
  /** By the first digits, of objects alone: `rev-parse` would rather take a branch that somebody has named so. */
  const commitOf = async (project: string, digits: string): Promise<Commit | undefined> => {
    const { folder, env } = mirror(project);
    const objects = await ask(project, ['rev-parse', `--disambiguate=${digits}`]);
    if (objects === undefined || objects === '') return undefined;
    const kinds = await git(folder, ['cat-file', '--batch-check'], { env, input: objects });
    const commits = kinds.stdout.split('\n').filter((line) => line.split(' ')[1] === 'commit');
    return worked(kinds) && commits.length === 1 ? commits[0]?.split(' ')[0] : undefined;
  };
  const resolve = async (project: string, text: string): Promise<Commit | undefined> => {
    if (!/^[0-9a-f]{7,64}$/.test(text)) return undefined;
    if (isCommit(text) && mirror(project).known.facts(text) !== undefined) return text;
    // A whole name is an object's, whatever branches there are.
    const found = isCommit(text)
      ? (await ask(project, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${text}^{commit}`]))?.trim()
      : await commitOf(project, text);
    return found !== undefined && isCommit(found) && found.startsWith(text) ? found : undefined;
  };
  /** Facts of what a name stands for; undefined where it stands for nothing. */
  const read = async (project: string, name: string): Promise<CommitFacts | undefined> => {
    const output = await ask(project, [
      'log',
      '--max-count=1',
      `--format=${commitFormat}`,
      '--end-of-options',
      name,
      '--',
    ]);
    const [facts] = output === undefined ? [] : readCommits(output);
    return facts === undefined ? undefined : mirror(project).known.learn(facts);
  };
  const sure = (commit: Commit): Commit => {
    if (!isCommit(commit)) throw new Error(`found ${JSON.stringify(commit)}, wanted a full commit name`);
    return commit;
  };

  return {
    fetch: async (project, signal) => {
      await mkdir(join(options.dataDir, 'mirrors'), { recursive: true, mode: 0o700 });
      await mirror(project).fetch(signal);
    },
    head: async (project, branch) => {
      if (!plainBranch(branch)) return undefined;
      return (await read(project, `refs/heads/${branch}`))?.commit;
    },
    resolve,
    describe: async (project, commit) => mirror(project).known.facts(sure(commit)) ?? (await read(project, commit)),
    contains: (project, commit, ancestor) => {
      const { folder, env, known } = mirror(project);
      return known.contains(commit, ancestor, async () => {
        const result = await git(folder, ['merge-base', '--is-ancestor', sure(ancestor), sure(commit)], { env });
        if (result.ended === 'exit' && result.exitCode === 0) return true;
        // 1 is a clear no; anything else (128: a commit that is not there) is not known, and must not pass for a no.
        if (result.ended === 'exit' && result.exitCode === 1) return false;
        throw new Error(
          `whether ${commit.slice(0, 7)} contains ${ancestor.slice(0, 7)} is not known: ${complaint(result)}`,
        );
      });
    },
    between: async (project, from, to, limit) => {
      const range = from === undefined ? [sure(to)] : [sure(to), `^${sure(from)}`];
      return mirror(project).known.between(`${range.join(' ')} ${limit}`, async () => {
        const [output, count] = await Promise.all([
          ask(
            project,
            ['log', `--max-count=${limit}`, `--format=${commitFormat}`, '--end-of-options', ...range, '--'],
            8 * 1024 * 1024,
          ),
          ask(project, ['rev-list', '--count', '--end-of-options', ...range, '--']),
        ]);
        if (output === undefined || count === undefined)
          throw new Error(`the commits up to ${to.slice(0, 7)} could not be read`);
        const commits = readCommits(output);
        return { commits, more: Math.max(0, Number(count.trim()) - commits.length) };
      });
    },
    files: async (project, commit, folder) => {
      const path = `${folder.replace(/\/+$/, '')}/`;
      return mirror(project).known.files(`${sure(commit)} ${path}`, async () => {
        const output = await ask(
          project,
          ['ls-tree', '-r', '-z', '-l', '--full-tree', sure(commit), '--', path],
          8 * 1024 * 1024,
        );
        if (output === undefined) throw new Error(`${folder} at ${commit.slice(0, 7)} could not be read`);
        // Longer was cut in the middle, and a migration that is not listed would pass for one that is not there.
        if (output.length > 8 * 1024 * 1024)
          throw new Error(`${folder} at ${commit.slice(0, 7)} could not be read: it has too many files`);
        return readTree(output, mirror(project).known.sized);
      });
    },
    file: async (project, commit, path) => {
      const [found] = await mirror(project).known.files(`${sure(commit)} =${path}`, async () => {
        const output = await ask(project, ['ls-tree', '-z', '-l', '--full-tree', sure(commit), '--', path]);
        if (output === undefined) throw new Error(`${path} at ${commit.slice(0, 7)} could not be read`);
        // A folder of that name is listed as itself, and is no file.
        return readTree(output, mirror(project).known.sized).filter((one) => one.path === path);
      });
      return found;
    },
    text: async (project, { path, blob }, mostBytes) => {
      const { folder, env, known } = mirror(project);
      if (!isCommit(blob)) throw new Error(`found ${JSON.stringify(blob)}, wanted the name of a file's content`);
      const unread = (result: RunResult): Error => new Error(`${path} could not be read: ${complaint(result)}`);
      const sizeOf = async (): Promise<number> => {
        const size = await git(folder, ['cat-file', '-s', blob], { env });
        if (!worked(size)) throw unread(size);
        return Number(size.stdout.trim());
      };
      return known.text(blob, mostBytes, async () => {
        const bytes = known.size(blob) ?? (await sizeOf());
        if (bytes > mostBytes) return undefined;
        // Room to spare: what does not fit is cut in the middle, and half a migration must never pass for one.
        const content = await git(folder, ['cat-file', 'blob', blob], { env, maxCaptured: 4 * mostBytes + 1024 });
        if (!worked(content)) throw unread(content);
        return content.stdout;
      });
    },
    part: (project, commit, paths) => {
      const { folder, env } = mirror(project);
      return partOf({ mirror: folder, env, commit: sure(commit), paths });
    },
    exportPart: (project, commit, paths, folder, signal) => {
      const its = mirror(project);
      return exportPart({ mirror: its.folder, env: its.env, commit: sure(commit), paths }, folder, signal);
    },
    export: async (project, commit, folder, signal) => {
      const its = mirror(project);
      const doesWithout = options.doesWithout?.[project] ?? [];
      const write = () =>
        exportTree({ mirror: its.folder, env: its.env, commit: sure(commit), folder, doesWithout, signal });
      try {
        await write();
      } catch (error) {
        // What a branch names may be there and be damaged: a fetch, which asks for what is new, would never bring it again.
        if (error instanceof IncompleteTree || namesFullDisk(String(error)) || !(await its.mend(signal))) throw error;
        await write();
      }
    },
  };
}
