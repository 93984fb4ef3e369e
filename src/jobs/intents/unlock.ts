import { type IntentHandler, done, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /unlock: one's own; somebody else's only who could take it over. Greenroom's own lock goes with /clear. */
export const unlock: IntentHandler<'unlock'> = async ({ use, intent }) => {
  const { project, environment, actor, reason } = intent;
  const no = await mayAsk(use, actor, 'unlock');
  if (no !== undefined) return no;
  const locks = await use.ledger.locks.inForce(project, environment);
  const held = locks.find((lock) => lock.kind === 'person');
  if (held === undefined) return locks.length > 0 ? refused('lock.bad-version') : refused('lock.none');
  if (held.by?.discordId !== actor.discordId) {
    const takeOver = await mayAsk(use, actor, 'take-over');
    if (takeOver !== undefined) return refused('lock.not-yours', `${held.by?.name ?? 'Somebody'} holds it.`);
  }
  await use.ledger.locks.release(held.id, actor, reason);
  return done('request.done', `${environment} is free; what waits goes on by itself.`);
};
