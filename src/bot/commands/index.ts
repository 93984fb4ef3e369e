import { audit } from './audit.ts';
import { cancel } from './cancel.ts';
import { cleanup } from './cleanup.ts';
import { clear } from './clear.ts';
import type { Command } from './define.ts';
import { deploy } from './deploy.ts';
import { doctor } from './doctor.ts';
import { freeze } from './freeze.ts';
import { history } from './history.ts';
import { lock } from './lock.ts';
import { logs } from './logs.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
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
import { why } from './why.ts';

/** Every slash command. What is not listed here does not exist; knip reports a file that is not. */
export const commands: readonly Command[] = [
  deploy,
  status,
  history,
  logs,
  promote,
  rollback,
  cancel,
  plan,
  lock,
  unlock,
  clear,
  freeze,
  unfreeze,
  why,
  audit,
  seed,
  reset,
  undoReset,
  unlockDay,
  complete,
  clock,
  simulate,
  draw,
  doctor,
  cleanup,
];
