import type { CommitFacts } from '../../core/promotion.ts';
import { isCommit } from '../../core/release.ts';

/** NUL between fields and after each record: nothing that a person can write into a commit holds one. */
export const commitFormat = '%H%x00%ct%x00%an%x00%s%x00';
const fields = 4;

/** What `--format=commitFormat` printed. Names and subjects are hostile text; whoever shows them cleans them. */
export function readCommits(output: string): CommitFacts[] {
  const parts = output.split('\0');
  const commits: CommitFacts[] = [];
  for (let index = 0; index + fields <= parts.length; index += fields) {
    const [commit = '', seconds = '', author = '', subject = ''] = parts.slice(index, index + fields);
    // Git ends each record with a line break, which so begins the next one.
    const name = commit.replace(/^\n/, '');
    if (!isCommit(name)) continue;
    commits.push({
      commit: name,
      subject: subject.slice(0, 500),
      author: author.slice(0, 200),
      at: Number(seconds) * 1000,
    });
  }
  return commits;
}
