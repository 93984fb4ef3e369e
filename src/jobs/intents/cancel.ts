import { isEnded } from '../../core/deployment.ts';
import { type IntentHandler, done, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /cancel: takes back what waits, stops what runs on staging. Production that is being changed is not stopped half way. */
export const cancel: IntentHandler<'cancel'> = async ({ use, intent }) => {
  const { actor } = intent;
  const no = await mayAsk(use, actor, 'cancel');
  if (no !== undefined) return no;
  const view = await use.ledger.views.deployment(intent.deployment);
  if (view === undefined || view.project !== intent.project) return refused('deployment.not-found');
  if (isEnded(view.state)) return refused('deployment.already-ended', `#${view.number} is ${view.state}.`);
  if (view.state === 'waiting') {
    await use.ledger.move(view.id, 'cancel', {
      code: 'deployment.cancelled',
      detail: `by ${actor.name}`,
      actor: actor.discordId,
    });
    return done('request.done', `#${view.number} was cancelled before it began.`);
  }
  if (view.tier === 'production' && view.steps.some((step) => step.state !== 'pending'))
    return refused('deployment.not-cancellable');
  await use.ledger.requestCancel(view.id, actor.discordId);
  return done('request.accepted', `#${view.number} is being stopped.`);
};
