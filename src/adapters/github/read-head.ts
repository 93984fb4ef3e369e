import type { CommitFacts } from '../../core/promotion.ts';
import { isCommit } from '../../core/release.ts';
import { field, textOf } from './read-answer.ts';
import { shortText } from './short-text.ts';

/**
 * The commit in what GitHub answers about a branch (docs.github.com/rest/branches/branches#get-a-branch), cut as git's
 * own words are (adapters/git/read-commits.ts). Names and subjects are hostile text; whoever shows them cleans them.
 */
export function readHead(answer: unknown, branch: string): CommitFacts {
  const commit = textOf(answer, 'commit', 'sha');
  if (!isCommit(commit))
    throw new Error(`GitHub says that branch ${branch} is at “${shortText(commit)}”, which is no commit.`);
  const account = field(field(answer, 'commit'), 'author');
  const written = field(field(answer, 'commit'), 'commit');
  const login = maybe(account, 'login');
  const [subject = ''] = maybe(written, 'message').split('\n');
  return {
    commit,
    subject: subject.slice(0, 500),
    author: maybe(field(written, 'author'), 'name').slice(0, 200),
    at: Date.parse(maybe(field(written, 'committer'), 'date')) || 0,
    ...(login === '' ? {} : { login }),
  };
}

/**
 * Only the name of the commit is needed. GitHub leaves people out (null) where it has no account for the address in the
 * commit, or where the commit names nobody.
 */
function maybe(of: unknown, name: string): string {
  const value = field(of, name);
  return typeof value === 'string' ? value : '';
}
