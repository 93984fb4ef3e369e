import { git, gitLine } from './git.ts';

export const zeroSha = '0'.repeat(40);
const sha = /^[0-9a-f]{40}$/;

export interface CommitRecord {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly committer: { readonly name: string; readonly email: string; readonly date: string };
  readonly message: string;
}

/** What was once found under its full name stays: nothing is collected here. Asked dozens of times a deployment. */
const peeled = new Map<string, string>();
const records = new Map<string, CommitRecord>();

/** The commit that an object's full name means, or the beginning of one. */
async function peel(folder: string, id: string): Promise<string | undefined> {
  const key = `${folder} ${id}`;
  const known = peeled.get(key);
  if (known !== undefined) return known;
  const its = await gitLine(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${id}^{commit}`]);
  if (its === undefined || !sha.test(its)) return undefined;
  // A beginning may come to mean several.
  if (sha.test(id)) peeled.set(key, its);
  return its;
}

/** Resolves a full sha, branch or tag name to a commit, as GitHub does for `{ref}` in its paths. */
export async function resolveCommit(folder: string, text: string): Promise<string | undefined> {
  if (text.startsWith('-') || text.includes('\0')) return undefined;
  if (sha.test(text)) return peel(folder, text);
  const tries = [`refs/heads/${text}`, `refs/tags/${text}`, `refs/${text}`];
  const format = '--format=%(refname) %(objecttype) %(objectname) %(*objecttype) %(*objectname)';
  const named = new Map<string, string>();
  for (const line of ((await gitLine(folder, ['for-each-ref', format, ...tries])) ?? '').split('\n')) {
    const [ref = '', ...objects] = line.split(' ');
    const at = objects.indexOf('commit');
    if (at !== -1) named.set(ref, objects[at + 1] ?? '');
  }
  const known = tries.find((name) => named.has(name));
  if (known !== undefined) return named.get(known);
  return /^[0-9a-f]{7,39}$/.test(text) ? peel(folder, text) : undefined;
}

/** One commit by its full name. */
export async function commitRecord(folder: string, id: string): Promise<CommitRecord | undefined> {
  const known = records.get(`${folder} ${id}`);
  if (known !== undefined) return known;
  const [record] = await commits(folder, [id], 1);
  if (record !== undefined) records.set(`${folder} ${id}`, record);
  return record;
}

/** Newest first. `range` is what `git rev-list` takes: a sha, or `a..b`. */
export async function commits(folder: string, range: readonly string[], limit: number): Promise<CommitRecord[]> {
  const format = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B';
  const text = await git(folder, [
    'log',
    '-z',
    '--topo-order',
    `--max-count=${limit}`,
    `--format=${format}`,
    ...range,
    '--',
  ]);
  const fields = text.toString().split('\0');
  const list: CommitRecord[] = [];
  for (let at = 0; at + 9 < fields.length; at += 10) {
    const [id = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] =
      fields.slice(at, at + 10);
    list.push({
      sha: id,
      tree,
      parents: parents === '' ? [] : parents.split(' '),
      author: { name: an, email: ae, date: ad },
      committer: { name: cn, email: ce, date: cd },
      message: message.replace(/\n$/, ''),
    });
  }
  return list;
}

export interface Changes {
  readonly added: string[];
  readonly modified: string[];
  readonly removed: string[];
}

/** Which files each commit touched, against its first parent. */
export async function changes(folder: string, ids: readonly string[]): Promise<ReadonlyMap<string, Changes>> {
  const touched = new Map<string, Changes>(ids.map((id) => [id, { added: [], modified: [], removed: [] }]));
  if (ids.length === 0) return touched;
  const argv = ['diff-tree', '--stdin', '-r', '--root', '-z', '--no-renames', '--name-status'];
  const fields = (await git(folder, argv, `${ids.join('\n')}\n`)).toString().split('\0');
  let current: Changes | undefined;
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (sha.test(field)) {
      current = touched.get(field);
      continue;
    }
    const path = fields[(at += 1)];
    if (path === undefined || current === undefined) continue;
    (field === 'A' ? current.added : field === 'D' ? current.removed : current.modified).push(path);
  }
  return touched;
}

export async function isAncestor(folder: string, ancestor: string, of: string): Promise<boolean> {
  return (await gitLine(folder, ['merge-base', '--is-ancestor', ancestor, of])) !== undefined;
}
