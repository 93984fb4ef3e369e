import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { git, gitLine } from './git.ts';

export interface NewCommit {
  readonly branch: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Epoch milliseconds. */
  readonly at: number;
  /** Path → content; null removes the file. A file whose content is `{ executable }` gets mode 755. */
  readonly files?: Readonly<Record<string, string | Buffer | { readonly executable: string } | null>>;
  /** Sha of a whole tree to start from, instead of the parent's. */
  readonly tree?: string;
  /** Second parent. */
  readonly merge?: string;
}

/** Paths may hold anything but NUL: fast-import takes them C-quoted. */
function quoted(path: string): string {
  const escapes: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n' };
  return `"${path.replace(/["\\\n]/g, (character) => escapes[character] ?? character)}"`;
}

/** Adds one commit on top of a branch (or starts the branch) without a work tree; its sha. */
export async function writeCommit(folder: string, commit: NewCommit): Promise<string> {
  const parent = await gitLine(folder, ['rev-parse', '--verify', '--quiet', `refs/heads/${commit.branch}`]);
  const who = `${commit.author.name} <${commit.author.email}> ${Math.floor(commit.at / 1000)} +0000`;
  const chunks: Buffer[] = [];
  const say = (text: string): number => chunks.push(Buffer.from(text));
  const data = (content: Buffer): void => {
    say(`data ${content.length}\n`);
    chunks.push(content);
    say('\n');
  };
  say(`commit refs/heads/${commit.branch}\nmark :1\nauthor ${who}\ncommitter ${who}\n`);
  data(Buffer.from(commit.message));
  if (parent !== undefined) say(`from ${parent}\n`);
  if (commit.merge !== undefined) say(`merge ${commit.merge}\n`);
  if (commit.tree !== undefined) say(`M 040000 ${commit.tree} ""\n`);
  for (const [path, content] of Object.entries(commit.files ?? {})) {
    if (content === null) {
      say(`D ${quoted(path)}\n`);
      continue;
    }
    const executable = typeof content === 'object' && !Buffer.isBuffer(content);
    say(`M ${executable ? '100755' : '100644'} inline ${quoted(path)}\n`);
    data(Buffer.isBuffer(content) ? content : Buffer.from(executable ? content.executable : content));
  }
  say('\nget-mark :1\ndone\n');
  const answer = await git(folder, ['fast-import', '--quiet', '--done', '--date-format=raw'], Buffer.concat(chunks));
  return answer.toString().trim();
}

/** All files below a folder, for a repository's first commit. `.git` and `node_modules` stay behind. */
export async function filesOf(folder: string): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (!entry.isFile() || path.split(/[\\/]/).some((part) => part === '.git' || part === 'node_modules')) continue;
    files[path.replaceAll('\\', '/')] = await readFile(join(folder, path));
  }
  return files;
}
