import { heldWords } from '../../core/lock.ts';
import { done, hindered, mutating, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** As long as a lock can last; who needs more says so again. */
const mostMs = 7 * 24 * 3_600_000;

/** /lock: nothing begins there any more but what its owner asks for. What runs goes on to its end. */
export const lock = mutating<'lock'>(async ({ use, intent }) => {
  const { project, environment, actor, reason, takeOver } = intent;
  const no = await mayAsk(use, actor, takeOver ? 'take-over' : 'lock');
  if (no !== undefined) return { refusal: no };
  const config = use.projects[project];
  const found = config?.environments[environment];
  if (config === undefined || found === undefined || found.tier !== intent.tier) return hindered('environment.unknown');
  const lasts = Math.min(intent.lasts ?? config.locks.lasts, mostMs);
  const locks = await use.ledger.locks.inForce(project, environment);
  const other = locks.find((one) => one.kind === 'person' && one.by?.discordId !== actor.discordId);
  if (other !== undefined && !takeOver) return hindered('lock.in-force', heldWords(other));
  return {
    would: [
      `Would hold ${environment} for ${Math.round(lasts / 60_000)} minutes.`,
      ...(other === undefined ? [] : [`Would take it over: ${heldWords(other)}.`]),
    ],
    act: async () => {
      const expiresAt = use.clock.now() + lasts;
      const taken = await use.ledger.locks.take({ project, environment, reason, by: actor, expiresAt }, takeOver);
      // Somebody was faster than this look.
      if (!taken.ok) return refused('lock.in-force', heldWords(taken.held));
      return done('request.done', `${heldWords(taken.lock)}.`, 'It ends by itself then; /unlock ends it now.');
    },
  };
});
