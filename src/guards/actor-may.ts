import { guard } from './guard.ts';

/** Roles are those that Discord names at this moment, by id; what the command's sender had is not asked again here. */
export const actorMay = guard({
  name: 'actor-may',
  title: 'Asked for by someone who may',
  question: 'May the person who asked for it do so?',
  codes: ['actor.not-allowed', 'actor.unknown', 'state.unknown'],
  reads: ['actor'],
  decide: ({ actor }) => {
    if (actor === undefined) return { no: 'actor.unknown', detail: 'nobody asked for it' };
    if (!actor.member.known)
      return { no: 'state.unknown', detail: `Discord did not say who asked: ${actor.member.why}` };
    if (actor.member.value === undefined)
      return { no: 'actor.unknown', detail: 'who asked is not in the server any more' };
    if (actor.member.value.bot) return { no: 'actor.not-allowed', detail: 'a bot asked' };
    if (!actor.allowed.known) return { no: 'state.unknown', detail: actor.allowed.why };
    return actor.allowed.value
      ? { yes: `their roles allow ${actor.action}` }
      : { no: 'actor.not-allowed', detail: `their roles do not allow ${actor.action}` };
  },
});
