import { MovedOn } from '../../core/moved-on.ts';
import { stepsOf } from '../../core/pipeline.ts';
import { shortCommit } from '../../core/release.ts';
import { describeCommit } from '../describe-commit.ts';
import { goesBackTo, leaving } from '../goes-back-to.ts';
import { shapeOf } from '../scene.ts';
import { urlsOf } from '../urls.ts';
import { done, hindered, mutating, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /rollback: production back to the last version that was verified as good there, other than what runs. */
export const rollBack = mutating<'roll-back'>(async ({ use, intent, signal }) => {
  const { project, environment, actor } = intent;
  const no = await mayAsk(use, actor, 'roll-back');
  if (no !== undefined) return { refusal: no };
  const config = use.projects[project];
  const found = config?.environments[environment];
  if (config === undefined || found === undefined || found.tier === 'local') return hindered('environment.unknown');
  const running = await use.ledger.running(project, environment);
  if (running !== undefined)
    return hindered('lease.held', `Deployment #${running.number} is changing ${environment} just now.`);
  const { from, good, live } = await goesBackTo(use, project, environment);
  if (good === undefined) return hindered('release.no-previous');
  // Asked again at the effect. Here, so that who asks hears at once that there is no way back, and why.
  const considered = await use.gate.consider(
    'start',
    'rollback',
    {
      environment: { project, name: environment, tier: found.tier },
      release: good.release,
      actor: { id: actor.discordId, action: 'roll-back' },
    },
    signal,
  );
  const verdicts = () => Promise.resolve(considered.verdicts);
  if (!considered.allowed)
    return { ...hindered(considered.code ?? 'state.unknown', considered.detail ?? ''), verdicts };
  const { tier } = found;
  const steps = stepsOf(shapeOf(config, { kind: 'rollback', tier }));
  return {
    would: [
      `Would take ${environment} back to ${shortCommit(good.release.commit)} (deployment #${good.number}).`,
      `Steps: ${steps.join(' → ')}.`,
    ],
    verdicts,
    act: async (id) => {
      const leavesProduction = await leaving(use, project, from, good.release.commit);
      const accepted = use.ledger.wait(
        {
          project,
          environment,
          tier,
          kind: 'rollback',
          commit: await describeCommit(use, project, good.release.commit),
          requestedBy: actor.discordId,
          release: good.release,
          urls: urlsOf(config, environment),
          steps,
          configPrint: use.configPrint(project, environment),
          // An approved promotion may have come there meanwhile; then another version is the one before.
          whileLive: live ?? null,
          ...(leavesProduction === undefined ? {} : { leavesProduction }),
        },
        {
          id,
          outcome: done(
            'request.accepted',
            `${environment} is going back to ${shortCommit(good.release.commit)} (deployment #${good.number}).`,
          ),
        },
      );
      try {
        await accepted;
      } catch (error) {
        if (!(error instanceof MovedOn)) throw error;
        // Not considered anew: where somebody else has gone back meanwhile, that would bring back what they went from.
        return refused('lease.held', `${environment} has changed while you asked. Look at /status, and ask again.`);
      }
      return undefined;
    },
  };
});
