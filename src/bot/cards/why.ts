import { reasons } from '../../core/reason.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { titleOf } from './checks.ts';
import { type Drawn, frame } from './frame.ts';
import { told } from './moments.ts';
import { standing, title } from './standing.ts';
import { code, codeBlock, cut } from './text.ts';

/** How it ended is told by the end of a log; one line is no page. */
const lastLines = 6;
const longest = 200;

/** For one deployment: its state, the reason, who said no, what failed, what serves, what to do. */
export function whyView(view: DeploymentView, log: string, live: DeploymentView | undefined): Drawn {
  const reason = view.code === undefined ? undefined : reasons[view.code];
  const failed = view.steps.find(({ state }) => state === 'failed');
  const waits = view.state === 'waiting';
  // Once it has begun, what the guards said while it waited is over.
  const noes = waits ? (view.promotion?.verdicts ?? []).flatMap((verdict) => (verdict.allowed ? [] : [verdict])) : [];
  const serving = view.serving ?? (live && { commit: live.commit.commit, number: live.number });
  const lines = log
    .trim()
    .split('\n')
    .slice(-lastLines)
    .map((line) => cut(line, longest))
    .join('\n');
  const embed = frame({
    title: `Why · ${title(view)}`,
    colour: standing(view).colour,
    top: [
      `It is **${view.state}**.`,
      ...(view.code === undefined || reason === undefined ? [] : [`${reason.means} ${code(view.code, 60)}`]),
      ...(view.detail === undefined ? [] : [told(view.detail, 300)]),
      ...(failed === undefined ? [] : [`The step that failed: **${failed.name}**.`]),
      serving === undefined
        ? `Nothing serves in ${code(view.environment, 40)} that Greenroom brought there.`
        : `${code(view.environment, 40)} serves ${code(shortCommit(serving.commit), 12)} (#${String(serving.number)}).`,
      ...(reason === undefined
        ? [
            `**Do now:** ${view.state === 'succeeded' ? 'nothing; it went well.' : 'see what stands in the way, below.'}`,
          ]
        : [`**Do now:** ${reason.remedy}`]),
    ],
    details: [
      ...noes.map(
        (verdict) =>
          `✗ **${titleOf(verdict)}:** no, ${told(verdict.detail, 200)} ${code(verdict.code, 40)}. ${reasons[verdict.code].remedy}`,
      ),
      ...(waits && noes.length === 0 && reason === undefined ? ['Nothing is known to stand in the way.'] : []),
      ...(lines === '' ? [] : [codeBlock(lines)]),
    ],
  });
  return { embeds: [embed], components: [] };
}
