import type { Confirm } from '../../core/intent.ts';
import type { Action } from '../../core/operation.ts';
import type { Answer } from '../answer.ts';
import type { Asking } from '../parts.ts';

/**
 * A button under an answer that says what would be done: pressed, exactly that is asked for. Its id is `verb:about`, and
 * carries no authority; who may is checked at the press, and the worker looks whether what was shown is still so.
 */
export interface Confirmation {
  readonly verb: Confirm['verb'];
  readonly action: Action;
  run(asking: Asking, about: string): Promise<Answer>;
}
