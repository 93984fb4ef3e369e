import { isEnded } from '../../core/deployment.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /cancel: takes back what waits, stops what runs on staging. Production that is being changed is not stopped half way. */
export const cancel = mutating<'cancel'>(async ({ use, intent }) => {
  const { actor } = intent;
  const no = await mayAsk(use, actor, 'cancel');
  if (no !== undefined) return { refusal: no };
  const view = await use.ledger.views.deployment(intent.deployment);
  if (view === undefined || view.project !== intent.project) return hindered('deployment.not-found');
  if (isEnded(view.state)) return hindered('deployment.already-ended', `#${view.number} is ${view.state}.`);
  if (view.state === 'waiting')
    return {
      would: [`Would cancel #${view.number} before it begins.`],
      act: async () => {
        await use.ledger.move(view.id, 'cancel', {
          code: 'deployment.cancelled',
          detail: `by ${actor.name}`,
          actor: actor.discordId,
        });
        return done('request.done', `#${view.number} was cancelled before it began.`);
      },
    };
  if (view.tier === 'production' && view.steps.some((step) => step.state !== 'pending'))
    return hindered('deployment.not-cancellable');
  return {
    would: [`Would stop #${view.number}; what served before goes on serving.`],
    act: async () => {
      await use.ledger.requestCancel(view.id, actor.discordId);
      return done('request.accepted', `#${view.number} is being stopped.`);
    },
  };
});
