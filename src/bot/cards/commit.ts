import { shortCommit } from '../../core/release.ts';
import type { CommitFacts } from '../../core/promotion.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { code, firstOf, safe } from './text.ts';

/** `Fix the door — Ana`: subject and author are a stranger's words. */
export function commitLine(commit: CommitFacts): string {
  const subject = safe(commit.subject, 90);
  return `**${subject === '' ? '(no commit message)' : subject}** — ${author(commit)}`;
}

/** `abc1234 Fix the door — Ana (#41)`, for lists. */
export function listedCommit(commit: CommitFacts): string {
  const pulls = (commit.pulls ?? []).slice(0, 3).map((pull) => `#${String(pull)}`);
  const by = pulls.length > 0 ? ` (${pulls.join(', ')})` : '';
  return `${code(shortCommit(commit.commit), 12)} ${safe(commit.subject, 70)} — ${author(commit)}${by}`;
}

export function author(commit: CommitFacts): string {
  const name = safe(commit.login ?? commit.author, 40);
  return name === '' ? 'somebody without a name' : name;
}

/** Pushes that came before this one was built are contained in it, and each is named. */
export function containsLines(view: DeploymentView): string[] {
  if (view.contains.length === 0) return [];
  const shown = firstOf(view.contains, 6, (commit) => code(shortCommit(commit), 12));
  return [`Contains earlier pushes: ${shown.join(' ')}`];
}
