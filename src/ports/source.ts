import type { Commit } from '../core/release.ts';
import type { CommitFacts } from '../core/promotion.ts';

export interface SourceFile {
  /** Inside the repository: hostile text. */
  readonly path: string;
  /** Git's name of what is in it: another content is another name. */
  readonly blob: string;
  /** False for links and submodules: what would be run is somewhere else. */
  readonly plain: boolean;
}

/** Some of a commit's files. */
export interface Part {
  /** Differs wherever a path, a content or a mode does. */
  readonly id: string;
  /** Of the paths that were asked for: what the commit does not have. */
  readonly missing: readonly string[];
}

/** The code's history, from a bare mirror. Names that reach it are hostile; it resolves to commits first. */
export interface Source {
  /** Brings the mirror up to date. Throws an Error with a plain sentence when the server does not answer. */
  fetch(project: string, signal: AbortSignal): Promise<void>;
  /** Head of a branch in the mirror; undefined where the branch is not there. */
  head(project: string, branch: string): Promise<Commit | undefined>;
  /** Resolves a full or abbreviated (≥ 7 digits) commit that is in the mirror. */
  resolve(project: string, text: string): Promise<Commit | undefined>;
  describe(project: string, commit: Commit): Promise<CommitFacts | undefined>;
  /** True where `ancestor` is in the history of `commit` (a commit is its own ancestor). */
  contains(project: string, commit: Commit, ancestor: Commit): Promise<boolean>;
  /** Commits in `to` and not in `from`, newest first; all of `to` where from is absent. */
  between(
    project: string,
    from: Commit | undefined,
    to: Commit,
    limit: number,
  ): Promise<{ commits: CommitFacts[]; more: number }>;
  /** Files below a folder at a commit, sorted by path. Empty where the folder is not there. */
  files(project: string, commit: Commit, folder: string): Promise<SourceFile[]>;
  /** One file by its path; undefined where the commit does not have it. */
  file(project: string, commit: Commit, path: string): Promise<SourceFile | undefined>;
  /** What is in a file that `file` or `files` named; undefined where it is larger than `mostBytes`. Rejects where it is not there. */
  text(project: string, file: Pick<SourceFile, 'path' | 'blob'>, mostBytes: number): Promise<string | undefined>;
  /** The files at these paths of a commit; a folder stands for all below it. */
  part(project: string, commit: Commit, paths: readonly string[]): Promise<Part>;
  /** Writes these alone into an empty folder. */
  exportPart(
    project: string,
    commit: Commit,
    paths: readonly string[],
    folder: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Writes the tree, without .git, into an empty folder. Rejects with IncompleteTree where it has files in Git LFS, or submodules. */
  export(project: string, commit: Commit, folder: string, signal: AbortSignal): Promise<void>;
}
