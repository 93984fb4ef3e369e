import { momentText, spanProblem } from '../../core/freeze.ts';
import { type IntentHandler, done, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /freeze: production does not change for a while. What is changing it just now goes on to its end. */
export const freeze: IntentHandler<'freeze'> = async ({ use, id, intent }) => {
  const { project, environment, actor, reason, from, until } = intent;
  const no = await mayAsk(use, actor, 'freeze');
  if (no !== undefined) return no;
  if (use.projects[project]?.environments[environment]?.tier !== 'production')
    return refused('environment.unknown', `${environment} is no production of ${project}; only production is frozen.`);
  const now = use.clock.now();
  const problem = spanProblem(from, until, now);
  if (problem !== undefined) return refused('request.malformed', `Nothing was frozen: ${problem}.`);
  const running = await use.ledger.running(project, environment);
  const begins = from > now ? `will be frozen from ${momentText(from)}` : 'is frozen';
  await use.ledger.freezes.set(
    { project, environment, reason, by: actor, from, until },
    {
      id,
      outcome: done(
        'request.done',
        `${environment} of ${project} ${begins} until ${momentText(until)}.`,
        ...(running === undefined ? [] : [`Deployment #${running.number} was at work before; it goes on to its end.`]),
        'A rollback goes through a freeze.',
      ),
    },
  );
  use.log.info({ project, environment, from, until, by: actor.discordId }, 'production was frozen');
  return undefined;
};
