import { heldWords } from '../../core/lock.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /unlock: one's own; somebody else's only who could take it over. Greenroom's own lock goes with /clear. */
export const unlock = mutating<'unlock'>(async ({ use, intent }) => {
  const { project, environment, actor, reason } = intent;
  const no = await mayAsk(use, actor, 'unlock');
  if (no !== undefined) return { refusal: no };
  const locks = await use.ledger.locks.inForce(project, environment);
  const held = locks.find((lock) => lock.kind === 'person');
  if (held === undefined) return locks.length > 0 ? hindered('lock.bad-version') : hindered('lock.none');
  if (held.by?.discordId !== actor.discordId) {
    const takeOver = await mayAsk(use, actor, 'take-over');
    if (takeOver !== undefined) return hindered('lock.not-yours', `${held.by?.name ?? 'Somebody'} holds it.`);
  }
  return {
    would: [`Would end it: ${heldWords(held)}.`],
    act: async () => {
      await use.ledger.locks.release(held.id, actor, reason);
      return done('request.done', `${environment} is free; what waits goes on by itself.`);
    },
  };
});
