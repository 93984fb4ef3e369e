import type { DeploymentView } from '../../ports/views.ts';
import { author, commitLine } from './commit.ts';
import type { Drawn } from './frame.ts';
import { frame } from './frame.ts';
import { remedyLines, servingLines, whyLines } from './headline.ts';
import { standing, title } from './standing.ts';
import { failureLines } from './steps.ts';

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
  people: Readonly<Record<string, string>>,
  releaseManager: string,
  cardUrl: string | undefined,
): Alert | undefined {
  if (view.state !== 'failed' && view.state !== 'rolled-back') return undefined;
  const users = [...new Set([known(people, view.commit.login), known(people, view.pusher), asker(view)])].filter(
    (id) => id !== undefined,
  );
  const roles = view.tier === 'production' ? [releaseManager] : [];
  const names = [...users.map((id) => `<@${id}>`), ...roles.map((id) => `<@&${id}>`)];
  const whom = names.length > 0 ? names.join(' ') : author(view.commit);
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [
      commitLine(view.commit),
      ...whyLines(view),
      ...servingLines(view),
      ...remedyLines(view),
      ...(cardUrl === undefined ? [] : [`[Open the card](${cardUrl})`]),
    ],
    details: failureLines(view),
  });
  return { drawn: { content: `${title(view)} · ${whom}`, embeds: [embed], components: [] }, pinged: { users, roles } };
}

/** Own keys only: a login may be called `constructor`. */
function known(people: Readonly<Record<string, string>>, login: string | undefined): string | undefined {
  return login !== undefined && Object.hasOwn(people, login) ? people[login] : undefined;
}

function asker(view: DeploymentView): string | undefined {
  return view.requestedBy !== undefined && /^\d{15,21}$/.test(view.requestedBy) ? view.requestedBy : undefined;
}
