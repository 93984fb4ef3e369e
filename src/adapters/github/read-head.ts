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
  const written = field(answer, 'commit');
  const [subject = ''] = textOf(written, 'commit', 'message').split('\n');
  // `author` is null where GitHub has no account for the address in the commit.
  const login = field(field(written, 'author'), 'login');
  const at = Date.parse(textOf(written, 'commit', 'committer', 'date'));
  return {
    commit,
    subject: subject.slice(0, 500),
    author: textOf(written, 'commit', 'author', 'name').slice(0, 200),
    at: Number.isNaN(at) ? 0 : at,
    ...(typeof login === 'string' && login !== '' ? { login } : {}),
  };
}
