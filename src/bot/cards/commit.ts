import { shortCommit } from '../../core/release.ts';
import type { CommitFacts } from '../../core/promotion.ts';
import type { DeploymentView } from '../../ports/views.ts';
import type { Links } from './links.ts';
import { code, firstOf, safe } from './text.ts';

/** `Fix the door — Ana`: subject and author are a stranger's words. */
export function commitLine(commit: CommitFacts): string {
  const subject = safe(commit.subject, 90);
  return `**${subject === '' ? '(no commit message)' : subject}** — ${author(commit)}`;
}

/** `abc1234 Fix the door — Ana (#41)`, for lists. */
export function listedCommit(commit: CommitFacts, project: string, links: Links): string {
  const pulls = (commit.pulls ?? []).slice(0, 3).map((pull) => {
    const url = links.pull(project, pull);
    return url === undefined ? `#${String(pull)}` : `[#${String(pull)}](${url})`;
  });
  const by = pulls.length > 0 ? ` (${pulls.join(', ')})` : '';
  const subject = safe(commit.subject, 70);
  return `${code(shortCommit(commit.commit), 12)} ${subject === '' ? '(no message)' : subject} — ${author(commit)}${by}`;
}

export function author(commit: CommitFacts): string {
  const name = safe(commit.login ?? commit.author, 40);
  return name === '' ? 'somebody without a name' : name;
}

/** `ana, ben and 2 others`: whose work it is, each once, those with the newest commits first. */
export function authors(commits: readonly CommitFacts[], more: number): string {
  const names = [...new Set(commits.map(author))];
  const shown = names.slice(0, 3);
  const left = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and others`;
  if (left > 0) return `${shown.join(', ')} and ${String(left)} ${left === 1 ? 'other' : 'others'}`;
  const last = shown.at(-1) ?? '';
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last;
}

/** `3 changes`: a commit is a change to those who do not write them. */
export function changes(count: number): string {
  return `${String(count)} ${count === 1 ? 'change' : 'changes'}`;
}

/** Pushes that came before this one was built are contained in it, and each is named. */
export function containsLines(view: DeploymentView): string[] {
  if (view.contains.length === 0) return [];
  const shown = firstOf(view.contains, 6, (commit) => code(shortCommit(commit), 12));
  return [`Contains earlier pushes: ${shown.join(' ')}`];
}
