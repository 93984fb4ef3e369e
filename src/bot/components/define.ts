import type { Action } from '../../core/operation.ts';
import type { DeploymentView } from '../../ports/views.ts';
import type { Answer } from '../answer.ts';
import type { Verb } from '../cards/buttons.ts';
import type { Asking } from '../parts.ts';

/** A button on a card. Its id is `verb:deployment`; who may is checked at the press, never when it was posted. */
export interface Component {
  readonly verb: Verb;
  readonly action: Action;
  run(asking: Asking, view: DeploymentView): Promise<Answer>;
}
