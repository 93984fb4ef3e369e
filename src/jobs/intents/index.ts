import type { Intent, IntentKind, IntentOutcome } from '../../core/intent.ts';
import { cancel } from './cancel.ts';
import { deploy } from './deploy.ts';
import { evaluate } from './evaluate.ts';
import type { Handling, IntentHandler } from './handler.ts';
import { lookAtBranch } from './look-at-branch.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { rollBack } from './roll-back.ts';
import { verify } from './verify.ts';

/** Every kind of intent. A kind without a handler does not compile. */
const handlers: { readonly [K in IntentKind]: IntentHandler<K> } = {
  'look-at-branch': lookAtBranch,
  deploy,
  promote,
  evaluate,
  cancel,
  'roll-back': rollBack,
  plan,
  verify,
};

export function handleIntent(handling: Omit<Handling, 'intent'>, intent: Intent): Promise<IntentOutcome | undefined> {
  switch (intent.kind) {
    case 'look-at-branch':
      return handlers[intent.kind]({ ...handling, intent });
    case 'deploy':
      return handlers[intent.kind]({ ...handling, intent });
    case 'promote':
      return handlers[intent.kind]({ ...handling, intent });
    case 'evaluate':
      return handlers[intent.kind]({ ...handling, intent });
    case 'cancel':
      return handlers[intent.kind]({ ...handling, intent });
    case 'roll-back':
      return handlers[intent.kind]({ ...handling, intent });
    case 'plan':
      return handlers[intent.kind]({ ...handling, intent });
    case 'verify':
      return handlers[intent.kind]({ ...handling, intent });
  }
}
