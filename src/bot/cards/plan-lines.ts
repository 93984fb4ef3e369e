import { type PromotionPlan, type PromotionView, isConfigOnly } from '../../core/promotion.ts';
import { shortCommit } from '../../core/release.ts';
import { authors, changes, listedCommit } from './commit.ts';
import { keyList, variantLines } from './config-change.ts';
import { fitting } from './frame.ts';
import { evidenceLines } from './evidence.ts';
import type { Links } from './links.ts';
import { migrationLines } from './migrations.ts';
import { ago, code, firstOf, safe, shortDigest } from './text.ts';

/** `3 changes by ana and ben would go to production, the oldest from 2 days ago.` */
export function summaryLine({ plan }: PromotionView, verb: (one: boolean) => string): string {
  const { commits, more } = plan;
  if (isConfigOnly(plan)) return `**Only the configuration** ${verb(true)}: ${keyList(plan.configKeys, 4)}.`;
  const count = commits.length + more;
  if (count === 0) return `**No new change to the code** ${verb(true)}.`;
  const oldest = more === 0 ? commits.at(-1) : undefined;
  const since =
    oldest === undefined ? '' : count === 1 ? `, made ${ago(oldest.at)}` : `, the oldest made ${ago(oldest.at)}`;
  return `**${changes(count)}** by ${authors(commits, more)} ${verb(count === 1)}${since}.`;
}

export function rangeLine({ plan }: PromotionView, over: boolean): string {
  const to = code(shortCommit(plan.commit), 12);
  if (isConfigOnly(plan)) return `The version ${over ? 'was to stay' : 'stays'} ${to}, with the same artifacts.`;
  if (plan.current === undefined)
    return `Production ${over ? 'had' : 'has'} never run anything; this ${over ? 'was' : 'would be'} ${to}.`;
  const from = code(shortCommit(plan.current.commit), 12);
  return over ? `Production ran ${from}; this was ${to}.` : `Production runs ${from}; this would be ${to}.`;
}

/** What a person has to know before they say yes, since no rollback takes it back. */
export function warningLines({ migrations }: PromotionPlan): string[] {
  const lose = migrations.filter((one) => one.class === 'destructive').length;
  const unread = migrations.filter((one) => one.class === 'unknown').length;
  if (lose + unread === 0) return [];
  const what = [
    ...(lose > 0 ? [`${String(lose)} can lose data`] : []),
    ...(unread > 0 ? [`${String(unread)} could not be judged`] : []),
  ].join(' and ');
  const all = migrations.length;
  return [`⚠ **Of ${String(all)} ${all === 1 ? 'migration' : 'migrations'}, ${what}.** Going back does not undo that.`];
}

/** Ten commits as people write them; long words of strangers must not push migrations and config off the card. */
const commitRoom = 1_400;

/** The work itself, newest first. */
export function commitLines({ plan }: PromotionView, project: string, links: Links): string[] {
  const lines = plan.commits.slice(0, 10).map((commit) => listedCommit(commit, project, links));
  const more = plan.commits.length + plan.more - lines.length;
  return [
    `**${changes(plan.commits.length + plan.more)}**`,
    ...firstOf(lines, fitting(lines, commitRoom), (line) => line, more),
  ];
}

/** How production is deployed: git's short name of each file, and of what it was where it differs. */
function recipeLines({ recipes = [], current }: PromotionPlan): string[] {
  if (recipes.length === 0) return [];
  const told = firstOf(recipes, 4, ({ path, blob, was }) => {
    const name = code(path, 60);
    if (blob === undefined) return `${name} is not in this commit`;
    if (current === undefined) return `${name} ${shortBlob(blob)}`;
    if (was === undefined) return `${name} is new, ${shortBlob(blob)}`;
    return was === blob
      ? `${name} as it is, ${shortBlob(blob)}`
      : `⚠ ${name} changes, ${shortBlob(was)} → ${shortBlob(blob)}`;
  });
  return [`**Deployed by:** ${told.join(' · ')}`];
}

const shortBlob = (blob: string): string => code(blob.slice(0, 7), 7);

/** What else the card's hash covers, for those who want to look closer. */
export function planLines({ plan, evidence }: PromotionView): string[] {
  const plain = plan.artifacts.filter(({ variant }) => variant === undefined);
  const digests = firstOf(plain, 6, ({ service, digest }) => `${safe(service, 31)} ${shortDigest(digest)}`);
  return [
    ...migrationLines(plan),
    ...recipeLines(plan),
    `**Changed config:** ${plan.configKeys.length === 0 ? 'none' : keyList(plan.configKeys)}`,
    ...evidenceLines({ plan, ...(evidence === undefined ? {} : { evidence }) }),
    ...(digests.length === 0 ? [] : [`**Digests:** ${digests.join(' · ')}`]),
    ...variantLines(plan.artifacts),
  ];
}
