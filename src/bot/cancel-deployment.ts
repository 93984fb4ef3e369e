import { isEnded } from '../core/deployment.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';
import type { Asking } from './parts.ts';
import { Refused } from './refused.ts';

/** The same for command and button. What the view says may be old; the worker decides. */
export function cancelDeployment(asking: Asking, view: DeploymentView | undefined): Promise<Answer> {
  if (!view) throw new Refused('deployment.not-found');
  if (isEnded(view.state)) throw new Refused('deployment.already-ended', `#${String(view.number)} is ${view.state}.`);
  const { project, environment, tier } = view;
  return ask(
    asking,
    { project, environment, tier, kind: 'cancel', deployment: view.id, actor: asking.actor },
    `Cancel #${String(view.number)} in ${environment}.`,
  );
}
