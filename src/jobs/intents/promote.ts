import { shortCommit } from '../../core/release.ts';
import { proposePromotion } from '../propose-promotion.ts';
import { type IntentHandler, done, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /promote: posts the card that people approve. Nothing else happens until they have. */
export const promote: IntentHandler<'promote'> = async ({ use, id, intent }) => {
  const { project, environment, actor } = intent;
  const no = await mayAsk(use, actor, 'promote');
  if (no !== undefined) return no;
  const running = await use.ledger.running(project, environment);
  if (running !== undefined)
    return refused('lease.held', `Deployment #${running.number} is changing production just now.`);
  // How many that are depends on the migrations, too, which are read for the card.
  const outcome = done(
    'request.accepted',
    'The promotion card is in the deployments channel; it says how many approvals are needed.',
  );
  const proposed = await proposePromotion(use, project, environment, actor.discordId, { fromIntent: { id, outcome } });
  if (!proposed.ok) return refused(proposed.code, ...proposed.lines);
  use.log.info(
    { deployment: proposed.view.id, commit: shortCommit(proposed.view.commit.commit), by: actor.discordId },
    'a promotion was asked for',
  );
  return undefined;
};
