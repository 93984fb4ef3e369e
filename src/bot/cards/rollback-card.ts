import { isEnded } from '../../core/deployment.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { buttons } from './buttons.ts';
import { authors, changes, commitLine, listedCommit } from './commit.ts';
import { timeLines } from './deployment-card.ts';
import type { Drawn } from './frame.ts';
import { auditLine, frame, parted } from './frame.ts';
import { addressLines, remedyLines, servingLines, whyLines } from './headline.ts';
import type { Links } from './links.ts';
import { productionLines } from './production-now.ts';
import { serviceLines } from './service-lines.ts';
import { standing, title } from './standing.ts';
import { stepLines } from './steps.ts';
import { timeline } from './timeline.ts';
import { code, firstOf, safe } from './text.ts';

/** Going back to an earlier, verified version: no tests and no approvals, but what goes away with it is said. */
export function rollbackCard(view: DeploymentView, links: Links): Drawn {
  const place = safe(view.environment, 31);
  const from = view.leavesProduction === undefined ? '' : ` from ${code(shortCommit(view.leavesProduction.from), 12)}`;
  const to = `${code(shortCommit(view.commit.commit), 12)}`;
  const says = (): string[] => {
    switch (view.state) {
      case 'waiting':
        return [
          `**${place}** goes back${from} to ${to} as soon as nothing else is at work there.`,
          ...leavingLine(view, 'would leave'),
          ...whyLines(view),
        ];
      case 'running':
        return [`**${place}** is going back${from} to ${to}.`, ...leavingLine(view, 'leave'), ...stepLines(view)];
      case 'succeeded':
        return [
          `**${place}** serves ${to} again, and it was checked from outside.`,
          ...leavingLine(view, 'left'),
          ...addressLines(view.urls),
        ];
      case 'failed':
      case 'cancelled':
      case 'superseded':
      case 'rolled-back':
        return view.tier === 'production' && view.startedAt !== undefined
          ? [...productionLines(view), '', ...whyLines(view)]
          : [...whyLines(view), ...servingLines(view), ...remedyLines(view)];
    }
  };
  const done = isEnded(view.state) ? timeline(view) : [];
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [
      ...says(),
      '',
      `${code(shortCommit(view.commit.commit), 12)} is ${commitLine(view.commit)}`,
      ...askedBy(view),
      ...timeLines(view),
    ],
    details: parted(
      done.length > 0 ? ['**What was done**', ...done] : [],
      serviceLines(view),
      leavingList(view, links),
    ),
    ...auditLine(view.audit),
  });
  return { embeds: [embed], components: buttons(view) };
}

/** `3 changes by ana and ben leave production.` */
function leavingLine({ leavesProduction, tier }: DeploymentView, verb: 'would leave' | 'leave' | 'left'): string[] {
  if (tier !== 'production') return [];
  if (leavesProduction === undefined)
    return ['Which changes go away with it is not known; the history was not readable.'];
  const { commits, more, returns } = leavesProduction;
  const count = commits.length + more;
  const leaves = verb === 'leave' && count === 1 ? 'leaves' : verb;
  const back = `${changes(returns)} ${verb === 'left' ? 'came' : 'come'} back.`;
  if (count === 0) return [`No change to the code goes away with it${returns > 0 ? `; ${back}` : '.'}`];
  return [`**${changes(count)}** by ${authors(commits, more)} ${leaves} production.${returns > 0 ? ` ${back}` : ''}`];
}

const listed: Partial<Record<DeploymentView['state'], string>> = {
  waiting: 'Would leave production',
  running: 'Leaves production',
  succeeded: 'Left production',
};

function leavingList({ leavesProduction, project, state }: DeploymentView, links: Links): string[] {
  if (leavesProduction === undefined || leavesProduction.commits.length === 0) return [];
  const { commits, more } = leavesProduction;
  return [
    `**${listed[state] ?? 'Was to leave production'}**, newest first`,
    ...firstOf(commits, 10, (commit) => listedCommit(commit, project, links), more),
    'The database stays as it is: migrations are not undone.',
  ];
}

/** A mention inside an embed shows the name and pings nobody. */
export function askedBy(view: DeploymentView): string[] {
  return view.requestedBy !== undefined && /^\d{15,21}$/.test(view.requestedBy)
    ? [`Asked for by <@${view.requestedBy}>`]
    : [];
}
