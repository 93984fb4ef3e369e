import { isEnded } from '../../core/deployment.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { buttons } from './buttons.ts';
import { commitLine } from './commit.ts';
import { timeLines } from './deployment-card.ts';
import type { Drawn } from './frame.ts';
import { auditLine, frame } from './frame.ts';
import { addressLines, remedyLines, servingLines, whyLines } from './headline.ts';
import { standing, title } from './standing.ts';
import { stepLines } from './steps.ts';
import { safe } from './text.ts';

/** Going back to an earlier, verified version: no tests and no approvals, so the card is short. */
export function rollbackCard(view: DeploymentView): Drawn {
  const place = safe(view.environment, 31);
  const says = (): string[] => {
    switch (view.state) {
      case 'waiting':
        return [`**${place}** goes back to this version as soon as nothing else is at work there.`, ...whyLines(view)];
      case 'running':
        return [`**${place}** is going back to this version.`, ...stepLines(view)];
      case 'succeeded':
        return [`**${place}** serves this version again, and it was checked from outside.`, ...addressLines(view.urls)];
      case 'failed':
      case 'cancelled':
      case 'superseded':
      case 'rolled-back':
        return [...whyLines(view), ...servingLines(view), ...remedyLines(view)];
    }
  };
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [commitLine(view.commit), ...says(), ...askedBy(view), ...timeLines(view)],
    details: isEnded(view.state) ? stepLines(view) : [],
    ...auditLine(view.audit),
  });
  return { embeds: [embed], components: buttons(view) };
}

/** A mention inside an embed shows the name and pings nobody. */
export function askedBy(view: DeploymentView): string[] {
  return view.requestedBy !== undefined && /^\d{15,21}$/.test(view.requestedBy)
    ? [`Asked for by <@${view.requestedBy}>`]
    : [];
}
