import { isEnded } from '../../core/deployment.ts';
import { artifactsFor } from '../../core/release.ts';
import { type Served, servedOf } from '../../core/serves.ts';
import type { StepName } from '../../core/step.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { ago, code, firstOf, safe, shortDigest } from './text.ts';

/** What happens to every service of the release while a step is at work. */
const atWork: Partial<Record<StepName, string>> = {
  switch: 'being switched to',
  verify: 'switched to, being checked:',
  restart: 'being started again:',
  'roll-back': 'going back to',
  'verify-roll-back': 'went back to, being checked:',
};

/** A line for each service: what it serves and whether it is well, or what is being done to it. */
export function serviceLines(view: DeploymentView): string[] {
  const now = isEnded(view.state) ? undefined : view.steps.find((step) => step.state === 'started');
  const doing = now === undefined ? undefined : atWork[now.name];
  // What a promotion goes back to is another release than its own: its digests are not on the view.
  const own = view.kind === 'rollback' || (now?.name !== 'roll-back' && now?.name !== 'verify-roll-back');
  const artifacts = artifactsFor(view.artifacts, view.environment);
  if (doing !== undefined)
    return [
      '**Services**',
      ...firstOf(artifacts, 8, ({ service, digest }) =>
        own
          ? `⏳ ${safe(service, 31)}: ${doing} ${shortDigest(digest)}`
          : `⏳ ${safe(service, 31)}: ${doing} the version before`,
      ),
    ];
  const served = servedOf(view.steps);
  const [first] = served;
  if (first === undefined) return [];
  const order = artifacts.map(({ service }) => service);
  const sorted = served.toSorted((left, right) => order.indexOf(left.service) - order.indexOf(right.service));
  return [`**Services** as seen ${ago(first.at)}`, ...firstOf(sorted, 8, servedLine)];
}

function servedLine({ service, state, digest, well }: Served): string {
  const name = safe(service, 31);
  if (state !== 'serving') return `❌ ${name}: ${code(state, 20)}`;
  const what = digest === undefined ? '' : `, serves ${shortDigest(digest)}`;
  if (well === undefined) return `❔ ${name}: not checked${what}`;
  return well ? `✅ ${name}: well${what}` : `❌ ${name}: not well${what}`;
}
