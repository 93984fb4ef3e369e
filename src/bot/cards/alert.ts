import { type PeopleMap, personOf } from '../../core/authorship.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { author, commitLine } from './commit.ts';
import type { Drawn } from './frame.ts';
import { frame, parted } from './frame.ts';
import { remedyLines, servingLines, whyLines } from './headline.ts';
import { productionLines, productionStanding } from './production-now.ts';
import { serviceLines } from './service-lines.ts';
import { standing, title } from './standing.ts';
import { failureLines } from './steps.ts';
import { timeline } from './timeline.ts';

/** Whom a message pings; everybody else named in it is only named. */
export interface Pinged {
  readonly users: readonly string[];
  readonly roles: readonly string[];
}

export interface Alert {
  readonly drawn: Drawn;
  readonly pinged: Pinged;
}

/**
 * A new message when something ended badly: edits of the card notify nobody. The author is pinged by the people map,
 * whoever asked by their id, and for production the release managers too. Undefined where nothing is wrong.
 */
export function alert(
  view: DeploymentView,
  people: PeopleMap,
  releaseManager: string,
  cardUrl: string | undefined,
): Alert | undefined {
  if (view.state !== 'failed' && view.state !== 'rolled-back') return undefined;
  const users = [...new Set([known(people, view.commit.login), known(people, view.pusher), asker(view)])].filter(
    (id) => id !== undefined,
  );
  const production = view.tier === 'production';
  const roles = production ? [releaseManager] : [];
  const names = [...users.map((id) => `<@${id}>`), ...roles.map((id) => `<@&${id}>`)];
  const whom = names.length > 0 ? names.join(' ') : author(view.commit);
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [
      ...(production
        ? [...productionLines(view), '', ...whyLines(view), commitLine(view.commit)]
        : [commitLine(view.commit), ...whyLines(view), ...servingLines(view), ...remedyLines(view)]),
      ...(cardUrl === undefined ? [] : [`[Open the card](${cardUrl})`]),
    ],
    details: production ? pageLines(view) : failureLines(view),
  });
  // The first words are what a locked phone shows.
  const alarm = production && productionStanding(view) === 'not-well' ? '❌ **Production is not well** · ' : '';
  const content = `${alarm}${title(view)} · ${whom}`;
  return { drawn: { content, embeds: [embed], components: [] }, pinged: { users, roles } };
}

/** What was tried, and what each service serves now. */
function pageLines(view: DeploymentView): string[] {
  const tried = timeline(view);
  return parted(tried.length > 0 ? ['**What was tried**', ...tried] : [], serviceLines(view));
}

function known(people: PeopleMap, login: string | undefined): string | undefined {
  return login === undefined ? undefined : personOf(people, login);
}

function asker(view: DeploymentView): string | undefined {
  return view.requestedBy !== undefined && /^\d{15,21}$/.test(view.requestedBy) ? view.requestedBy : undefined;
}
