import type { Commit, PushEvent } from '@octokit/webhooks-types';
import type { CommitRecord } from '../history.ts';
import { changes, commitRecord, commits, isAncestor, resolveCommit, zeroSha } from '../history.ts';
import type { StoredRepository } from '../repository.ts';
import { gitLine } from '../git.ts';
import { repositoryObject } from './repository.ts';
import type { Account } from './user.ts';
import { userObject } from './user.ts';

export interface RefChange {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export interface Addresses {
  readonly api: string;
  readonly server: string;
}

/** GitHub lists at most this many commits in one push delivery. */
const mostCommits = 2048;

/** The push payload that GitHub sends for one changed ref, read from the repository after the push. */
export async function pushPayload(
  repository: StoredRepository,
  change: RefChange,
  pusher: Account,
  at: Addresses,
): Promise<PushEvent> {
  const { folder } = repository;
  const created = change.before === zeroSha;
  const deleted = change.after === zeroSha;
  const head = deleted ? undefined : await resolveCommit(folder, change.after);
  const known = `refs/heads/${repository.defaultBranch}`;
  const basis =
    change.ref === known || (await gitLine(folder, ['rev-parse', '--verify', '--quiet', known])) === undefined
      ? []
      : [`^${known}`];
  const range = head === undefined ? [] : created ? [head, ...basis] : [`${change.before}..${head}`];
  const isBranch = change.ref.startsWith('refs/heads/');
  const records = range.length === 0 || !isBranch ? [] : await commits(folder, range, mostCommits);
  const ids = [...records.map((record) => record.sha), ...(head === undefined ? [] : [head])];
  const touched = await changes(folder, [...new Set(ids)]);
  const page = `${at.server}/${repository.fullName}`;
  const shown = (record: CommitRecord): Commit => ({
    id: record.sha,
    tree_id: record.tree,
    distinct: true,
    message: record.message,
    timestamp: record.committer.date,
    url: `${page}/commit/${record.sha}`,
    author: { name: record.author.name, email: record.author.email },
    committer: { name: record.committer.name, email: record.committer.email },
    ...(touched.get(record.sha) ?? { added: [], modified: [], removed: [] }),
  });
  const headRecord = head === undefined ? undefined : await commitRecord(folder, head);
  return {
    ref: change.ref,
    before: change.before,
    after: change.after,
    repository: repositoryObject(repository, at.api, at.server),
    pusher: { name: pusher.login, email: pusher.email },
    sender: userObject(pusher, at.api, at.server),
    created,
    deleted,
    forced: !created && head !== undefined && !(await isAncestor(folder, change.before, head)),
    base_ref: null,
    compare: created
      ? `${page}/compare/${change.ref.replace(/^refs\/(heads|tags)\//, '')}`
      : `${page}/compare/${change.before.slice(0, 12)}...${change.after.slice(0, 12)}`,
    commits: records.toReversed().map(shown),
    head_commit: headRecord === undefined ? null : shown(headRecord),
  };
}
