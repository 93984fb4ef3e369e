import { momentText, spanProblem } from '../../core/freeze.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /freeze: production does not change for a while. What is changing it just now goes on to its end. */
export const freeze = mutating<'freeze'>(async ({ use, intent }) => {
  const { project, environment, actor, reason, from, until } = intent;
  const no = await mayAsk(use, actor, 'freeze');
  if (no !== undefined) return { refusal: no };
  if (use.projects[project]?.environments[environment]?.tier !== 'production')
    return hindered('environment.unknown', `${environment} is no production of ${project}; only production is frozen.`);
  const now = use.clock.now();
  const problem = spanProblem(from, until, now);
  if (problem !== undefined) return hindered('request.malformed', `Nothing was frozen: ${problem}.`);
  const span = `${environment} of ${project} from ${momentText(from)} until ${momentText(until)}`;
  return {
    would: [`Would freeze ${span}.`],
    act: async (id) => {
      const running = await use.ledger.running(project, environment);
      const begins = from > now ? `will be frozen from ${momentText(from)}` : 'is frozen';
      await use.ledger.freezes.set(
        { project, environment, reason, by: actor, from, until },
        {
          id,
          outcome: done(
            'request.done',
            `${environment} of ${project} ${begins} until ${momentText(until)}.`,
            ...(running === undefined
              ? []
              : [`Deployment #${running.number} was at work before; it goes on to its end.`]),
            'A rollback goes through a freeze.',
          ),
        },
      );
      use.log.info({ project, environment, from, until, by: actor.discordId }, 'production was frozen');
      return undefined;
    },
  };
});
