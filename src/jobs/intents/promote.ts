import type { Actor } from '../../core/intent.ts';
import { stepsOf } from '../../core/pipeline.ts';
import { shortCommit } from '../../core/release.ts';
import { imaginedCard } from '../imagined-card.ts';
import { proposable, proposePromotion } from '../propose-promotion.ts';
import { shapeOf } from '../scene.ts';
import type { Use } from '../use.ts';
import { type Considering, done, hindered, mutating, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** What the guards would say of the card; nobody's approval is needed to hear it. */
async function verdicts({ use, intent, signal }: Considering<'promote'>) {
  const { project, environment, actor } = intent;
  const found = await proposable(use, project, environment);
  if (!found.ok) return [];
  const waiting = await use.ledger.waiting(project, environment);
  const considered = await use.gate.consider(
    'start',
    'promotion',
    {
      environment: { project, name: environment, tier: 'production' },
      release: found.release,
      deployment:
        waiting?.kind === 'promotion'
          ? waiting
          : await imaginedCard(use, project, environment, found.release, actor.discordId),
      actor: { id: actor.discordId, action: 'promote' },
    },
    signal,
  );
  return considered.verdicts;
}

/**
 * A card whose asker may not ask any more can never begin, and would be given to whoever asks for the same again. It ends
 * here; the new one is theirs.
 */
async function putAside(use: Use, project: string, environment: string, by: Actor): Promise<void> {
  const waiting = await use.ledger.waiting(project, environment);
  if (waiting?.kind !== 'promotion' || waiting.requestedBy === undefined) return;
  const no = await mayAsk(use, { discordId: waiting.requestedBy, name: '' }, 'promote');
  if (no === undefined || no.code === 'state.unknown') return;
  const detail = `who asked for it may not any more; ${by.name} asks anew`;
  await use.ledger.move(waiting.id, 'cancel', { code: no.code, detail, actor: by.discordId });
}

/** /promote: posts the card that people approve. Nothing else happens until they have. */
export const promote = mutating<'promote'>(async (considering) => {
  const { use, intent } = considering;
  const { project, environment, actor } = intent;
  const guards = () => verdicts(considering);
  const no = await mayAsk(use, actor, 'promote');
  if (no !== undefined) return { refusal: no, verdicts: guards };
  const config = use.projects[project];
  if (config?.environments[environment]?.tier !== 'production') return hindered('environment.unknown');
  const running = await use.ledger.running(project, environment);
  if (running !== undefined)
    return hindered('lease.held', `Deployment #${running.number} is changing production just now.`);
  const found = await proposable(use, project, environment);
  if (!found.ok) return hindered(found.code, ...found.lines);
  const steps = stepsOf(shapeOf(config, { kind: 'promotion', tier: 'production' }));
  return {
    would: [
      `Would post the card for ${shortCommit(found.release.commit)}; once approved it goes to ${environment}.`,
      `Steps: ${steps.join(' → ')}.`,
    ],
    verdicts: guards,
    act: async (id) => {
      // How many that are depends on the migrations, too, which are read for the card.
      const outcome = done(
        'request.accepted',
        'The promotion card is in the deployments channel; it says how many approvals are needed.',
      );
      await putAside(use, project, environment, actor);
      const proposed = await proposePromotion(use, project, environment, actor.discordId, {
        fromIntent: { id, outcome },
      });
      if (!proposed.ok) return refused(proposed.code, ...proposed.lines);
      use.log.info(
        { deployment: proposed.view.id, commit: shortCommit(proposed.view.commit.commit), by: actor.discordId },
        'a promotion was asked for',
      );
      return undefined;
    },
  };
});
