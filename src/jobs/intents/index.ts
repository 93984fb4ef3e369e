import type { Intent, IntentKind, IntentOutcome } from '../../core/intent.ts';
import { cancel } from './cancel.ts';
import { cleanUp } from './clean-up.ts';
import { clear } from './clear.ts';
import { deploy } from './deploy.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { freeze } from './freeze.ts';
import type { Handling, IntentHandler } from './handler.ts';
import { lock } from './lock.ts';
import { lookAtBranch } from './look-at-branch.ts';
import { lookAtRun } from './look-at-run.ts';
import { noteRefusal } from './note-refusal.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { rollBack } from './roll-back.ts';
import { seed } from './seed.ts';
import { reset } from './reset.ts';
import { undoReset } from './undo-reset.ts';
import { unlockDay } from './unlock-day.ts';
import { complete } from './complete.ts';
import { clock } from './clock.ts';
import { simulate } from './simulate.ts';
import { draw } from './draw.ts';
import { unlock } from './unlock.ts';
import { unfreeze } from './unfreeze.ts';
import { verify } from './verify.ts';

/** Every kind of intent. A kind without a handler does not compile. */
const handlers: { readonly [K in IntentKind]: IntentHandler<K> } = {
  'look-at-branch': lookAtBranch,
  'look-at-run': lookAtRun,
  deploy,
  promote,
  evaluate,
  cancel,
  'roll-back': rollBack,
  freeze,
  unfreeze,
  'note-refusal': noteRefusal,
  plan,
  lock,
  unlock,
  clear,
  verify,
  seed,
  reset,
  'undo-reset': undoReset,
  'unlock-day': unlockDay,
  complete,
  clock,
  simulate,
  draw,
  doctor,
  'clean-up': cleanUp,
};

export function handleIntent(handling: Omit<Handling, 'intent'>, intent: Intent): Promise<IntentOutcome | undefined> {
  switch (intent.kind) {
    case 'look-at-branch':
      return handlers[intent.kind]({ ...handling, intent });
    case 'look-at-run':
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
    case 'freeze':
      return handlers[intent.kind]({ ...handling, intent });
    case 'unfreeze':
      return handlers[intent.kind]({ ...handling, intent });
    case 'note-refusal':
      return handlers[intent.kind]({ ...handling, intent });
    case 'plan':
      return handlers[intent.kind]({ ...handling, intent });
    case 'lock':
      return handlers[intent.kind]({ ...handling, intent });
    case 'unlock':
      return handlers[intent.kind]({ ...handling, intent });
    case 'clear':
      return handlers[intent.kind]({ ...handling, intent });
    case 'verify':
      return handlers[intent.kind]({ ...handling, intent });
    case 'seed':
      return handlers[intent.kind]({ ...handling, intent });
    case 'reset':
      return handlers[intent.kind]({ ...handling, intent });
    case 'undo-reset':
      return handlers[intent.kind]({ ...handling, intent });
    case 'unlock-day':
      return handlers[intent.kind]({ ...handling, intent });
    case 'complete':
      return handlers[intent.kind]({ ...handling, intent });
    case 'clock':
      return handlers[intent.kind]({ ...handling, intent });
    case 'simulate':
      return handlers[intent.kind]({ ...handling, intent });
    case 'draw':
      return handlers[intent.kind]({ ...handling, intent });
    case 'doctor':
      return handlers[intent.kind]({ ...handling, intent });
    case 'clean-up':
      return handlers[intent.kind]({ ...handling, intent });
  }
}
