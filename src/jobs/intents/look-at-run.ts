import { aboutRun } from '../../ports/doorbell.ts';
import { type IntentHandler, done } from './handler.ts';

/**
 * GitHub says that a run has ended. What it came to is asked of GitHub itself by the suite that waits for it, if it does
 * so in this process; in another one it finds out at its next look.
 */
export const lookAtRun: IntentHandler<'look-at-run'> = async ({ use, intent }) => {
  use.doorbell.ring(aboutRun(intent.project, intent.run));
  return done('request.done');
};
