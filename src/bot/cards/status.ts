import { shortCommit } from '../../core/release.ts';
import type { DeploymentView, EnvironmentView } from '../../ports/views.ts';
import { author } from './commit.ts';
import type { Drawn } from './frame.ts';
import { frame } from './frame.ts';
import { addressLines } from './headline.ts';
import { lockLine } from './lock-lines.ts';
import { colours, standing } from './standing.ts';
import { ago, code, safe } from './text.ts';

type Seen = NonNullable<EnvironmentView['observed']>['services'][number];

/** Worst first, so that one bad service decides the line. */
const words: Record<Seen['state'], string> = {
  down: '❌ down',
  mixed: '❌ mixed',
  unknown: '❔ not known',
  'never-deployed': '▫ never deployed',
  serving: '✅ serving',
};

/** What runs where, what is at work and what waits; one short paragraph an environment, `more` at its end. */
export function statusView(
  environments: readonly EnvironmentView[],
  more: (view: EnvironmentView) => readonly string[] = () => [],
): Drawn {
  const bad = environments.some(isDown);
  // What the title is about is read first, also where there are more environments than fit.
  const sorted = environments.toSorted((left, right) => Number(isDown(right)) - Number(isDown(left)));
  const blocks = sorted.map((view) => [...environmentLines(view), ...more(view), '']);
  const embed = frame({
    title: bad ? '❌ something is down' : 'Status',
    colour: bad ? colours.bad : colours.busy,
    top: [],
    details: blocks.flat(),
  });
  return { embeds: [embed], components: [] };
}

function isDown({ observed }: EnvironmentView): boolean {
  return observed?.services.some(({ state }) => state === 'down' || state === 'mixed') === true;
}

function environmentLines(view: EnvironmentView): string[] {
  const { live, running, waiting, observed } = view;
  const name = `**${safe(view.project, 31)} / ${safe(view.environment, 31)}**`;
  return [
    live === undefined ? `${name} ▫ nothing was deployed yet` : `${name} runs ${versionOf(live)}${when(live)}`,
    ...(observed === undefined ? [] : [`${seenLine(observed.services)}, seen ${ago(observed.at)}`]),
    ...view.locks.slice(0, 3).map(lockLine),
    ...(live === undefined ? [] : addressLines(live.urls)),
    ...(running === undefined ? [] : [`${word(running)}: ${versionOf(running)}`]),
    ...(waiting === undefined ? [] : [`${word(waiting)}: ${versionOf(waiting)}`]),
  ];
}

function seenLine(services: readonly Seen[]): string {
  if (services.length === 0) return '❔ not looked at yet';
  return services
    .slice(0, 8)
    .map(({ service, state }) => `${words[state]} (${safe(service, 31)})`)
    .join(', ');
}

function versionOf(view: DeploymentView): string {
  return `${code(shortCommit(view.commit.commit), 12)} ${safe(view.commit.subject, 50)} — ${author(view.commit)} (#${String(view.number)})`;
}

function word(view: DeploymentView): string {
  const { shape, word: says } = standing(view);
  return `${shape} ${says}`;
}

function when(view: DeploymentView): string {
  return view.endedAt === undefined ? '' : `, since ${ago(view.endedAt)}`;
}

/** Newest first: `#12 ✅ ready staging abc1234 Fix the door, 3 minutes ago`. */
export function historyView(project: string, views: readonly DeploymentView[]): Drawn {
  const embed = frame({
    title: `History of ${safe(project, 31)}`,
    colour: colours.busy,
    top: [],
    details:
      views.length === 0
        ? ['Nothing was deployed yet.']
        : views.map((view) => {
            const why = view.code === undefined || view.state === 'succeeded' ? '' : ` ${code(view.code, 40)}`;
            return `#${String(view.number)} ${word(view)} · ${safe(view.environment, 31)} · ${code(shortCommit(view.commit.commit), 12)} ${safe(view.commit.subject, 40)}${why} ${ago(view.endedAt ?? view.createdAt)}`;
          }),
  });
  return { embeds: [embed], components: [] };
}
