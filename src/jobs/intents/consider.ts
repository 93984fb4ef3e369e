import type { Wish } from '../../core/intent.ts';
import { cancel } from './cancel.ts';
import { cleanUp } from './clean-up.ts';
import { clear } from './clear.ts';
import { deploy } from './deploy.ts';
import { freeze } from './freeze.ts';
import { lock } from './lock.ts';
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
import { unfreeze } from './unfreeze.ts';
import { unlock } from './unlock.ts';
import { verify } from './verify.ts';
import type { Considered, Considering } from './handler.ts';

/** What the command itself would say now. A wish without a line here does not compile. */
export function consider(
  how: Pick<Considering<'plan'>, 'use' | 'signal'>,
  about: Pick<Considering<'plan'>['intent'], 'project' | 'environment' | 'tier'>,
  of: Wish,
): Promise<Considered> {
  switch (of.kind) {
    case 'deploy':
      return deploy.consider({ ...how, intent: { ...about, ...of } });
    case 'promote':
      return promote.consider({ ...how, intent: { ...about, ...of } });
    case 'cancel':
      return cancel.consider({ ...how, intent: { ...about, ...of } });
    case 'roll-back':
      return rollBack.consider({ ...how, intent: { ...about, ...of } });
    case 'lock':
      return lock.consider({ ...how, intent: { ...about, ...of } });
    case 'unlock':
      return unlock.consider({ ...how, intent: { ...about, ...of } });
    case 'freeze':
      return freeze.consider({ ...how, intent: { ...about, ...of } });
    case 'unfreeze':
      return unfreeze.consider({ ...how, intent: { ...about, ...of } });
    case 'clear':
      return clear.consider({ ...how, intent: { ...about, ...of } });
    case 'verify':
      return verify.consider({ ...how, intent: { ...about, ...of } });
    case 'clean-up':
      return cleanUp.consider({ ...how, intent: { ...about, ...of } });
    case 'seed':
      return seed.consider({ ...how, intent: { ...about, ...of } });
    case 'reset':
      return reset.consider({ ...how, intent: { ...about, ...of } });
    case 'undo-reset':
      return undoReset.consider({ ...how, intent: { ...about, ...of } });
    case 'unlock-day':
      return unlockDay.consider({ ...how, intent: { ...about, ...of } });
    case 'complete':
      return complete.consider({ ...how, intent: { ...about, ...of } });
    case 'clock':
      return clock.consider({ ...how, intent: { ...about, ...of } });
    case 'simulate':
      return simulate.consider({ ...how, intent: { ...about, ...of } });
    case 'draw':
      return draw.consider({ ...how, intent: { ...about, ...of } });
  }
}
