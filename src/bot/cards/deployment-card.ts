import { isEnded } from '../../core/deployment.ts';
import { artifactsFor } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { buttons } from './buttons.ts';
import { commitLine, containsLines } from './commit.ts';
import { configChangeLines, variantLines } from './config-change.ts';
import type { Drawn } from './frame.ts';
import { auditLine, frame } from './frame.ts';
import { differsLines } from './differs.ts';
import { addressLines, remedyLines, servingLines, whyLines } from './headline.ts';
import { serviceLines } from './service-lines.ts';
import { standing, title } from './standing.ts';
import { failureLines, stepLines, suiteLines } from './steps.ts';
import { ago, lasted, safe } from './text.ts';

/** The living card of a push: from “waiting” to “ready for manual testing”, or to what failed and what to do. */
export function deploymentCard(view: DeploymentView): Drawn {
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [
      commitLine(view.commit),
      ...configChangeLines(view),
      ...outcomeLines(view),
      ...suiteLines(view),
      ...timeLines(view),
    ],
    details: [
      ...failureLines(view),
      ...(isEnded(view.state) ? stepLines(view) : []),
      // One service has nothing to tell that the address does not.
      ...(artifactsFor(view.artifacts, view.environment).length > 1 ? serviceLines(view) : []),
      ...variantLines(view.artifacts),
      ...differsLines(view),
      ...containsLines(view),
    ],
    ...auditLine(view.audit),
  });
  return { embeds: [embed], components: buttons(view) };
}

function outcomeLines(view: DeploymentView): string[] {
  switch (view.state) {
    case 'waiting':
      return [...whyLines(view), 'Waits for its turn; it starts by itself.'];
    case 'running':
      return stepLines(view);
    case 'succeeded':
      if (view.kind === 'verification')
        return [
          '**Verified again:** staging’s checks passed on what it serves.',
          ...addressLines(view.urls),
          'When it is good, type /promote, or press Promote on the card of this version.',
        ];
      return view.tier === 'staging'
        ? [
            '**Ready for manual testing**',
            ...addressLines(view.urls),
            ...playedLines(view),
            `When it is good, press ${view.played === undefined ? '' : '“Verify again”, then '}Promote; production changes only after approval.`,
          ]
        : ['**Live**', ...addressLines(view.urls)];
    case 'superseded': {
      const newer = view.supersededBy;
      return [...whyLines(view), ...(newer ? [`**Do now:** look at #${String(newer.number)}.`] : remedyLines(view))];
    }
    case 'failed':
    case 'cancelled':
    case 'rolled-back':
      return [...whyLines(view), ...servingLines(view), ...remedyLines(view)];
  }
}

/** Somebody has played with it: what the suites saw is not what is there. */
function playedLines({ played }: DeploymentView): string[] {
  if (played === undefined) return [];
  return [
    `**Played with since:** ${safe(played.cause, 60)} ${ago(played.at)}: ${safe(played.detail, 100)}`,
    'What was tested is not what is there now: its evidence counts no more.',
  ];
}

/** When, in the reader's own zone. Only facts of the ledger: a card drawn twice must be the same card. */
export function timeLines(view: DeploymentView): string[] {
  if (view.endedAt === undefined) return view.startedAt === undefined ? [] : [`Began ${ago(view.startedAt)}`];
  const took = view.startedAt === undefined ? '' : `, took ${lasted(view.endedAt - view.startedAt)}`;
  return [`Ended ${ago(view.endedAt)}${took}`];
}
